"""The general way: the article is found among whatever stands around it, without any name to go by."""

import pytest

from flows.pages.extract import extract_page

TITLE = "一家工厂的新设备"
PARAGRAPHS = [
    "今年春天，工厂换上了新的设备，产量提高了两成。",
    "工人说，机器不会累，但要有人教它，这比什么都要紧。",
    "明年还有五家工厂会用上同样的设备，费用由大家分担。",
]
ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TALK = "看完只想说一句，设备再好，也得有人维护，数据先要准，不然模型再大也没有用。"

MENU = "<ul>" + "".join(f"<li><a href='/{n}'>频道{n}</a></li>" for n in range(30)) + "</ul>"
TEASERS = "".join(
    f"<div><h4><a href='/{n}'>别的工厂里的新鲜事，第{n}则</a></h4><p>{TALK}点进去看全文。</p></div>"
    for n in range(15)
)
FLAT_TEASERS = "".join(f"<h4><a href='/{n}'>别的工厂里的新鲜事</a></h4><p>{TALK}</p>" for n in range(4))
COMMENTS = "".join(
    f"<div><div><span>网友{n}</span><span>2024-05-2{n % 9}</span></div><p>{TALK * 3}</p><div>回复</div></div>"
    for n in range(15)
)
LINKED_COMMENTS = "<ul>" + "".join(f"<li><a href='#'>某人</a><p>{TALK}</p></li>" for n in range(15)) + "</ul>"
NAMED_COMMENTS = f"<div class='comment-list'>{f'<p>{TALK}</p>' * 6}</div>"
ABOUT = "<div><p>本站长期报道工厂里的新技术，欢迎来稿。</p><p>地址：某市某路某号，电话：0000。</p></div>"


@pytest.mark.parametrize(
    "below",
    [MENU, TEASERS, FLAT_TEASERS, COMMENTS, LINKED_COMMENTS, NAMED_COMMENTS, ABOUT],
    ids=["menu", "teasers", "flat teasers", "comments", "linked comments", "named comments", "about us"],
)
@pytest.mark.parametrize(
    "page",
    [
        "<h1>{title}</h1><div>{article}</div><div>{below}</div>",
        "<div><div><h1>{title}</h1></div><div><div>{article}</div></div></div><div>{below}</div>",
        "<article><h1>{title}</h1>{article}</article><section>{below}</section>",
        "<table><tr><td>{menu}</td><td><h1>{title}</h1><br>{article}</td></tr></table><div>{below}</div>",
        "<form><div><h1>{title}</h1><div>{article}</div></div></form><form><div>{below}</div></form>",
    ],
    ids=["flat", "nested", "in one", "table", "forms"],
)
def test_article_is_told_from_what_stands_below(page, below):
    page = page.format(title=TITLE, article=ARTICLE, below=below, menu=MENU)
    content = extract_page(f"<html><title>{TITLE}_某某网</title>{MENU}{page}".encode(), None)
    assert (content.title, content.body.split("\n\n")) == (TITLE, PARAGRAPHS)


@pytest.mark.parametrize(
    "paragraph",
    [
        "<div><span>{}</span></div>",
        "<section><section><p><span>{}</span></p></section></section>",
        "{}<br><br>",
        "<p>　　{}</p><p><img src='x.jpg'></p>",
    ],
)
def test_paragraphs_may_be_wrapped_in_any_way(paragraph):
    article = "".join(paragraph.format(each) for each in PARAGRAPHS)
    page = f"<html><title>{TITLE}</title>{MENU}<h1>{TITLE}</h1><div>{article}</div>{MENU}"
    assert extract_page(page.encode(), None).body.split("\n\n") == PARAGRAPHS


def test_list_in_the_article_belongs_to_it():
    entries = [f"第{n}号车间：每天八点开门" for n in range(40)]
    article = ARTICLE + "".join(f"<p>{entry}</p>" for entry in entries) + f"<p>{PARAGRAPHS[0]}</p>"
    page = f"<html><title>{TITLE}</title>{MENU}<h1>{TITLE}</h1><div>{article}</div>{MENU}"
    assert extract_page(page.encode(), None).body.split("\n\n") == [*PARAGRAPHS, *entries, PARAGRAPHS[0]]


def test_page_of_nothing_but_teasers_has_the_best_of_them_or_none():
    content = extract_page(f"<html><title>首页</title>{MENU}{MENU}".encode(), None)
    assert content.body == ""


def test_text_without_a_sentence_is_read_by_readability():
    entries = "".join(f"<div><b>目录</b> 第{n}章 新设备与老工人; 论产量</div>" for n in range(3))
    words = "".join(f"<p>论新设备与老工人的关系以及产量的变化 第{n}篇; 作者某某</p>" for n in range(20))
    page = f"<html><title>{TITLE}</title><body>{entries}<div>{words}</div></body>"
    assert "第19篇" in extract_page(page.encode(), None).body
