"""A person's own searches: saving, running, renaming and deleting them."""

from flask import Blueprint, Response, abort, flash, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal.drafts import actions as drafts
from portal.drafts.opening import open_form, sent_key
from portal.outbox import commit
from portal.permissions import Action
from portal.search.addresses import Asked
from portal.searches import actions, queries
from portal.searches.forms import NameForm, SaveForm
from portal.searches.models import SavedSearch
from portal.searches.naming import in_words, labels_for, shortened
from portal.web.access import requires
from portal.web.pagination import paginate
from portal.web.render import render

bp = Blueprint("searches", __name__, url_prefix="/searches")

TAKEN = "You already have a search with this name. Enter another one"
TOO_MANY = (
    f"You have {actions.MOST_SAVED} saved searches, and that is the most you can have. "
    "Delete one that you do not need, then save this one"
)
# Proxies take no header of more than 4 kB.
LONGEST_REDIRECT = 2000
# What the list shows of a search, and of its name where that is repeated.
MOST_WORDS = 150
MOST_NAME = 50
NOT_THERE = "That search is not in your list. It may be deleted already."
NOTHING = "There is nothing to save. Search for something first"


@bp.get("")
@requires(Action.SEARCH_SAVE)
def index() -> Response:
    page = paginate(queries.mine(current_user))
    labels = labels_for((search.asked for search in page.items), current_user)
    return render(
        "searches/index.html",
        block="results",
        status=page.status,
        page=page,
        rows=[_row(search, in_words(search.asked, labels)) for search in page.items],
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Action.SEARCH_SAVE)
def new() -> Response | BaseResponse:
    form = _save_form()
    asked = form.asked
    if not _asks_something(asked):
        if request.method != "POST":
            flash(f"{NOTHING}.", "info")
            return redirect("/search", 303)
        form.validate()
        form.name.errors = [NOTHING]
    elif form.is_sent() and (search := _save(form, asked)):
        url = search.asked.url()
        return redirect(url if len(url) <= LONGEST_REDIRECT else "/searches", 303)
    return render(
        "searches/new.html",
        form=form,
        words=in_words(asked, labels_for([asked], current_user)),
        back=asked.url(),
        status=form.status,
    )


@bp.route("/<int:search_id>/edit", methods=["GET", "POST"])
@requires(Action.SEARCH_SAVE)
def edit(search_id: int) -> Response | BaseResponse:
    search = _load(search_id)
    form = open_form(NameForm, data={"name": search.name})
    if form.is_sent():
        try:
            actions.rename(search, current_user, name=form.name.data or "")
        except actions.NameTakenError:
            form.name.errors = [TAKEN]
        else:
            _finish()
            flash(f"The search is now called “{search.name}”.")
            return redirect("/searches", 303)
    return render("searches/edit.html", search=search, form=form, status=form.status)


@bp.route("/<int:search_id>/delete", methods=["GET", "POST"])
@requires(Action.SEARCH_SAVE)
def delete(search_id: int) -> Response | BaseResponse:
    if request.method != "POST":
        return render("searches/delete.html", search=_load(search_id))
    search = queries.get(search_id, current_user, to_change=True)
    if search is None:
        # Sent twice, or from two tabs; what is another's looks like what is gone.
        flash(NOT_THERE, "info")
        return redirect("/searches", 303)
    actions.remove(search)
    commit()
    flash(f"The search “{search.name}” is deleted.")
    return redirect("/searches", 303)


def _row(search: SavedSearch, words: str) -> tuple[SavedSearch, str, str]:
    """A search, what it is for, and its name as the links beside it repeat it."""
    return search, shortened(words, MOST_WORDS), shortened(search.name, MOST_NAME)


def _load(search_id: int) -> SavedSearch:
    to_change = request.method == "POST"
    return queries.get(search_id, current_user, to_change=to_change) or abort(404)


def _save_form() -> SaveForm:
    """As sent; for a search in the address, with a name; otherwise as it was left."""
    asked = Asked.read(request.args)
    if request.method == "POST" or not _asks_something(asked):
        return open_form(SaveForm)
    name = shortened(in_words(asked, labels_for([asked], current_user)))
    form = SaveForm(name=name, search=asked.url().partition("?")[2])
    form.draft_key = drafts.new_key()
    return form


def _asks_something(asked: Asked) -> bool:
    return bool(asked.text.strip() or asked.filters)


def _save(form: SaveForm, asked: Asked) -> SavedSearch | None:
    """The search that is kept, which may be one from before; None when the form says why not."""
    try:
        saved = actions.save(current_user, asked, name=form.name.data or "")
    except actions.NameTakenError:
        form.name.errors = [TAKEN]
    except actions.TooManyError:
        form.name.errors = [TOO_MANY]
    else:
        _finish()
        words = "Saved as “{}”." if saved.is_new else "You have this search already, as “{}”."
        flash(words.format(saved.search.name), "message" if saved.is_new else "info")
        return saved.search
    return None


def _finish() -> None:
    """Commit, and forget what was kept of the form while it was not sent."""
    drafts.discard(current_user, request.path, sent_key())
    commit()
