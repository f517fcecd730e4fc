"""people.com.cn: channels since 2020 and before, and the paper itself."""

from flows.pages.sites.site import Site

SITE = Site(
    name="people",
    hosts=("people.com.cn", "people.cn"),
    body=(
        ".rm_txt_con",  # since 2020
        "#rwb_zw",  # to 2020
        ".artDet",  # mobile
        "#p_content",  # to 2014
        "#ozoom",  # the paper
    ),
    title=(".rm_txt h1:not(:empty)", ".text_title h1"),
    published=(".channel .col-1-1", ".text_title .box01 .fl", "#p_publishtime", ".artOri", ".sec"),
    outlet=(".channel .col-1-1", ".text_title .box01 .fl", "#p_origin", ".artOri"),
    author=(".author",),
    drop=(".bza", "#paper_num", ".edit", ".zdfy", ".box_pic", ".tjewm"),
)
