"""The places in pages where plugins draw, and what each of them is given."""

OUTLETS = {
    "page.head": "nothing: at the end of every page's head.",
    "page.above_main": "nothing: under the notices of every page.",
    "masthead.places": "nothing: among the places in the masthead, links of the class places__one.",
    "masthead.before_menu": "nothing: before a member's own menu.",
    "menu.entries": "nothing: in a member's own menu, items of a list.",
    "footer.links": "nothing: among the links of the footer, items of a list.",
    "home.above": "nothing: above the lists of the home page.",
    "home.rail": "nothing: under the categories of the home page.",
    "categories.below": "nothing: under the page of all categories.",
    "category.above_list": "category: the CategoryRow being shown; its id is category.ref.id.",
    "category.rail": "category: the CategoryRow being shown; its id is category.ref.id.",
    "thread.above_posts": "thread: the ThreadView being shown.",
    "thread.below_posts": "thread: the ThreadView being shown.",
    "thread.rail": "thread: the ThreadView being shown.",
    "composer.below": "thread: the ThreadView being answered.",
    "member.actions": "member: the MemberView being shown.",
    "member.below_head": "member: the MemberView being shown.",
}
