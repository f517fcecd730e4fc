"""people.com.cn: channels since 2019 and before, and the paper itself."""

from flows.pages.sites.site import Site

SITE = Site(
    name="people",
    hosts=("people.com.cn", "people.cn"),
    body=(
        ".rm_txt_con",  # since 2020
        "#rwb_zw",
        ".artDet",  # channels with pictures
        ".box_con",
        "#p_content",
        "#ozoom",  # paper.people.com.cn
        ".text_con_left",
        ".show_text",
        ".content > .text",
    ),
    title=(".rm_txt h1:not(:empty)", ".text_title h1", ".d2txt h1", "h1:not(:empty)"),
    published=(
        ".channel .col-1-1",
        ".text_title .box01 .fl",
        "#p_publishtime",
        ".artOri",
        ".sou",
        "meta:publishdate",
    ),
    outlet=(".channel .col-1-1", ".text_title .box01 .fl", "#p_origin", ".artOri", ".sou", "meta:source"),
    author=(".author",),
    drop=(
        ".bza",
        "#paper_num",
        ".edit",
        ".zdfy",
        ".rm_relevant",
        ".box_pic",
        ".paper_num",
        "#p_paper_num",
        ".share",
    ),
)
