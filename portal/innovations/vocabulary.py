"""The closed lists of the innovation record: the value that is stored and the words for it."""

KINDS = {
    "innovation": "Innovation",
    "initiative": "Initiative",
    "project": "Project",
    "attempt": "Attempt that did not work",
    "impact_case_study": "Impact case study",
    "tool": "Tool",
}
KIND_HINTS = {
    "innovation": "Something new that you did",
    "initiative": "Good practice worth sharing that others may already do",
    "project": "Planned work with a start and an end",
    "attempt": "Something that others can learn from because it did not work",
    "impact_case_study": "The difference your service made, with the person who says so",
    "tool": "Something that others can pick up and use",
}
STAGES = {
    "idea": "Idea",
    "planning": "Planning",
    "testing": "Testing",
    "local_use": "In local use",
    "embedded": "Embedded",
    "spreading": "Spreading",
    "stopped": "Stopped",
}
AUDIENCES = {
    "public": "Everyone, including people who are not signed in",
    "members": "People who are signed in",
    "organisation": "People in the lead organisation",
}
OUTCOMES = {
    "worked": "It worked",
    "partly": "It partly worked",
    "did_not_work": "It did not work",
    "too_early": "Too early to say",
    "not_evaluated": "Not evaluated",
}
BASES = {"measured": "Measured", "estimate": "Estimate", "unknown": "Not known"}
EVIDENCE_KINDS = {
    "published_study": "Published study",
    "conference": "Conference paper or poster",
    "comparison": "Comparison with another group or place",
    "before_after": "Before and after",
    "routine_data": "Routine data",
    "survey": "Survey or feedback",
    "expert_view": "Expert view",
    "none_yet": "None yet",
}
RATINGS = {
    "strong": "Strong",
    "moderate": "Moderate",
    "suggestive": "Suggestive",
    "none": "None",
}
RATING_HINTS = {
    "strong": "A comparison group, or repeated in 3 or more services",
    "moderate": "Before and after, with a baseline",
    "suggestive": "Feedback, or counted once",
    "none": "No evidence yet",
}
LESSON_AUDIENCES = {
    "programme_team": "Programme team",
    "supplier": "Supplier",
    "service_managers": "Service managers",
    "project_managers": "Project managers",
    "system_managers": "System managers",
    "all_library_staff": "All library staff",
    "it_and_ig": "IT and information governance",
    "board": "Board",
}
STEPS = {
    "planning": "Planning",
    "configuration": "Configuration",
    "integration": "Integration",
    "migration": "Migration",
    "acceptance": "Acceptance testing",
    "go_live": "Go-live",
    "after": "After go-live",
}
PERSON_ROLES = {
    "owner": "Owner",
    "project_manager": "Project manager",
    "system_manager": "System manager",
    "contributor": "Contributor",
    "sponsor": "Sponsor",
    "champion": "Champion",
}
SETTINGS = {
    "acute": "Acute hospital",
    "mental_health": "Mental health",
    "community": "Community services",
    "ambulance": "Ambulance service",
    "primary_care": "Primary care",
    "icb": "Integrated care board or system",
    "regional_or_national": "Regional or national body",
    "university": "University",
    "third_sector": "Charity or voluntary body",
    "other": "Other",
}
RELATIONS = {
    "builds_on": "Builds on",
    "replaces": "Replaces",
    "part_of": "Is part of",
    "contradicts": "Contradicts",
}
# The same, said of the other record.
RELATIONS_FROM = {
    "builds_on": "Is built on by",
    "replaces": "Is replaced by",
    "part_of": "Has as part",
    "contradicts": "Is contradicted by",
}
LICENCES = {
    "OGL-3.0": "Open Government Licence 3.0",
    "CC-BY-4.0": "Creative Commons Attribution 4.0",
    "CC-BY-NC-4.0": "Creative Commons Attribution-NonCommercial 4.0",
    "link-only": "All rights reserved: link to it only",
}
LICENCE_URLS = {
    "OGL-3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
}
CONTACTS = {
    "portal": "Through the portal: your email stays hidden",
    "email": "Show my email to people who sign in",
    "none": "No contact",
}
DECISIONS = (
    *("published", "changes_requested", "declined", "retired", "hidden", "restored"),
    *("rated", "merged"),
)
VERSION_ACTS = {
    "created": "Created",
    "edited": "Edited",
    "approved": "Changes approved",
    "restored": "Restored",
    "merged": "Merged",
}
ADOPTION_STAGES = {
    "interested": "Interested",
    "exploring": "Exploring",
    "piloting": "Piloting",
    "in_use": "In use",
    "adapted": "Adapted and in use",
    "stopped": "Stopped",
}
ADOPTION_RESULTS = {
    "better": "Better than the original",
    "same": "The same as the original",
    "worse": "Worse than the original",
    "unknown": "Not known yet",
}
ADOPTION_STATES = {
    "waiting": "Waits for the owners to confirm",
    "confirmed": "Confirmed by the owners",
    "refused": "Not confirmed by the owners",
}
OFFER_ANSWERS = {
    "accepted": "Accepted",
    "declined": "Declined",
    "expired": "Not answered in time",
    "withdrawn": "Taken back",
}
REMINDER_DAYS = (30, 7, 0)
DECLINE_REASONS = {
    "out_of_scope": "It is not about library and knowledge work",
    "duplicate": "It is already in the database",
    "not_enough": "There is too little in it for others to use",
    "advertising": "It advertises a product or a service",
    "privacy": "It holds personal or patient data",
    "other": "Another reason, given below",
}
RETIRE_REASONS = {
    "superseded": "Something else replaces it",
    "no_longer_used": "It is no longer used",
    "consent_withdrawn": "Someone withdrew their consent",
    "duplicate": "It is a duplicate",
    "wrong": "It is wrong",
}
HIDE_REASONS = {
    "privacy": "It holds personal or patient data",
    "rights": "Someone else holds the rights to it",
    "harmful": "It could harm someone",
    "other": "Another reason, given below",
}
# The log of the administrators keeps the reason, so it is none in words of their own.
PURGE_REASONS = {
    "consent_withdrawn": "Someone named in it wants it removed",
    "privacy": "It holds personal or patient data",
    "rights": "Someone else holds the rights to it",
    "law": "The law or a court requires it",
}
STATUSES = {
    "draft": "Draft",
    "submitted": "Submitted",
    "in_review": "In review",
    "changes_requested": "Changes requested",
    "declined": "Declined",
    "published": "Published",
    "retired": "Retired",
    "consent_withdrawn": "Retired: consent withdrawn",
    "hidden": "Hidden",
}
