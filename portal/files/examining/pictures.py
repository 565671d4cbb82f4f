"""Pictures are made anew from their dots: nothing else that lies in the file comes along.

So where and when it was taken, by whom and with what is gone, and so is anything hidden in it.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence
from PIL.Image import Image as Picture

from portal.files.examining import faults
from portal.files.examining.faults import RefusedError
from portal.files.examining.kinds import GIF, JPEG, PNG, REMADE, THUMBNAIL, WEBP, Kind

# In all frames together.
MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 20_000
_MOST_FRAMES = 500
THUMBNAIL_SIDE = 320
_QUALITY = 90
_FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP", GIF: "GIF"}
# Its size is known before a dot is read, and checked here.
Image.MAX_IMAGE_PIXELS = None


def remake(path: Path, kind: Kind) -> dict[str, Any]:
    """Write the picture and its thumbnail beside it; returns its size in pixels.

    Raises RefusedError for what is broken, and for what would fill the memory.
    """
    try:
        with Image.open(path, formats=[_FORMATS[kind]]) as picture:
            _check_size(picture)
            frames, durations = _frames(picture)
            loop = picture.info.get("loop")
    except (OSError, ValueError, SyntaxError, EOFError, KeyError) as error:
        raise RefusedError(faults.BROKEN) from error
    first = frames[0]
    options: dict[str, Any] = {"quality": _QUALITY} if kind in (JPEG, WEBP) else {}
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], "duration": durations}
        options |= {} if loop is None else {"loop": loop}
    first.save(path.with_name(REMADE), _FORMATS[kind], **options)
    small = first.convert("RGBA" if first.has_transparency_data else "RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    small.save(path.with_name(THUMBNAIL), "WEBP", quality=80)
    return {"width": first.width, "height": first.height}


def _check_size(picture: Picture) -> None:
    frames = getattr(picture, "n_frames", 1)
    pixels = picture.width * picture.height * frames
    if max(picture.size) > _LONGEST_SIDE or pixels > MOST_PIXELS or frames > _MOST_FRAMES:
        raise RefusedError(
            f"It has too many dots: {picture.width:,} by {picture.height:,}"
            f"{f' in {frames:,} frames' if frames > 1 else ''}. "
            f"Make it smaller, {MOST_PIXELS // 1_000_000} million dots at most, and upload that."
        )


def _frames(picture: Picture) -> tuple[list[Picture], list[int]]:
    """Each frame with nothing but its dots, the right way up, and how long it is shown."""
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        durations.append(int(frame.info.get("duration", 0)))
        frames.append(_bare(frame))
    return frames, durations


def _bare(frame: Picture) -> Picture:
    upright = ImageOps.exif_transpose(frame)
    profile = upright.info.get("icc_profile")
    if upright.has_transparency_data:
        bare = upright.convert("RGBA")
    else:
        bare = upright.copy() if upright.mode in ("L", "RGB") else upright.convert("RGB")
        if profile and upright.mode == "RGB":
            bare = _in_usual_colours(bare, profile)
    bare.info = {}
    return bare


def _in_usual_colours(picture: Picture, profile: bytes) -> Picture:
    """Colours as every screen knows them: the profile that explains them is left behind."""
    try:
        found = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return found or picture
