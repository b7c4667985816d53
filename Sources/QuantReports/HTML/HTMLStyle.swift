/// The style of the page: the system's fonts, colours that colour-blind eyes tell apart, light, dark and printed.
enum HTMLStyle {
  static let sheet = screen + dark + narrow + cards + paper

  private static let screen = """
    :root{color-scheme:light dark;--bg:#fff;--fg:#1b1e23;--muted:#586069;--line:#d8dce2;--panel:#f5f6f8;
    --accent:#0b5cad;--warn:#8f3f00;--warnbg:#fdf3e7;--s0:#0072b2;--s1:#c25700;--s2:#00785a;--s3:#a0457c;
    --q0:#00224e;--q1:#0b2d62;--q2:#1a396f;--q3:#33456d;--q4:#46516c;--q5:#575d6d;--q6:#666971;--q7:#757574;
    --q8:#858277;--q9:#958f76;--q10:#a59c74;--q11:#b7aa6d;--q12:#c9b865;--q13:#dbc759;--q14:#edd749;--q15:#fee838}
    :root{--r0:#d95f02;--r1:#dc7323;--r2:#df8744;--r3:#e29a65;--r4:#e5ae86;--r5:#e8c1a6;--r6:#ead5c7;--r7:#ece8e6;
    --r8:#e6e9ec;--r9:#cddae8;--r10:#b3cae3;--r11:#99bbdd;--r12:#7eabd7;--r13:#629bd0;--r14:#428bca;--r15:#0a7bc3}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0 auto;padding:1.5rem clamp(.9rem,3vw,2.5rem) 3rem;max-width:92rem;background:var(--bg);color:var(--fg);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",sans-serif;
    font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
    h1,h2,h3{line-height:1.25;font-weight:650;text-wrap:balance;margin:0 0 .5rem}
    h1{font-size:1.6rem}h2{font-size:1.3rem;margin-top:3rem;padding-top:1rem;border-top:2px solid var(--line)}
    header+main>section:first-child h2{margin-top:1.2rem}
    h3{font-size:1.05rem;margin-top:1.8rem}
    p,ul,dl{margin:0 0 .8rem;max-width:75ch}ul{padding-left:1.2rem}
    code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.92em}
    a{color:var(--accent);text-underline-offset:.15em}
    .sub,figcaption,caption,.note{color:var(--muted)}
    .note{font-size:.9rem}
    dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;max-width:none}
    dl.facts dt{color:var(--muted)}dl.facts dd{margin:0;min-width:0}
    ul.findings{list-style:none;padding:0}
    ul.findings li{padding:.25rem .7rem;margin:0 0 .3rem;border-left:4px solid var(--line)}
    ul.findings li.warn{border-color:var(--warn);background:var(--warnbg)}ul.findings li.warn b{color:var(--warn)}
    .wide{overflow-x:auto;margin:0 0 1rem;max-width:100%}
    .wide:focus-visible{outline:2px solid var(--accent)}
    table{border-collapse:collapse;font-size:.9rem;line-height:1.35;overflow-wrap:normal}
    .names th[scope=row]{min-width:7.5rem;overflow-wrap:anywhere}.names .sub{font-size:.85em}
    caption span{display:inline-block;max-width:min(75ch,100vw - 2.2rem)}
    caption{text-align:left;padding:0 0 .4rem;font-size:.9rem}
    th,td{padding:.22rem .6rem;text-align:right;vertical-align:baseline;border-bottom:1px solid var(--line)}
    thead th{border-bottom:2px solid var(--line);vertical-align:bottom}
    th[scope=row],.x{text-align:left;font-weight:400}th.x{font-weight:650}
    tbody th a{color:inherit;text-decoration-color:var(--line)}
    td{white-space:nowrap}td wbr{white-space:normal}td.x{white-space:normal}td b{font-weight:700}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,19rem),1fr));gap:1.2rem 1.6rem;
    align-items:start}
    .tables{display:flex;flex-wrap:wrap;gap:0 2.5rem;align-items:flex-start;margin-top:1.2rem}
    figure{margin:0;min-width:0;max-width:31rem;break-inside:avoid;display:grid;grid-row:span 2;
    grid-template-rows:subgrid;row-gap:.4rem}
    figcaption{font-size:.88rem;line-height:1.4}figcaption b{color:var(--fg)}
    svg{display:block;width:100%;height:auto}
    svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",sans-serif;
    font-variant-numeric:tabular-nums;fill:var(--fg)}
    svg .n{fill:var(--muted)}svg .p{font-size:8.5px}svg .e{font-size:9.5px}svg .c{font-size:10px;font-weight:700}
    svg .w{fill:#fff}svg .o{fill:#111}
    .g{stroke:var(--line);stroke-width:1;fill:none}.a{stroke:var(--muted);stroke-width:1;fill:none}
    .m{stroke:var(--fg);stroke-width:1.2;fill:none}.u{stroke:var(--bg);stroke-width:1;opacity:.6;fill:none}
    .v{fill:var(--muted);shape-rendering:crispEdges}[class*=" q"],[class*=" r"]{shape-rendering:crispEdges}sup{font-size:.75em;line-height:0}.h{fill:var(--panel)}.d{fill:var(--bg)}
    .y{fill:var(--line);opacity:.55}.z{fill:var(--line)}
    .l{fill:none;stroke-width:1.6}.l.b{stroke-width:2.6}.l.k{stroke-dasharray:5 4}
    .f.s0,.c.s0{fill:var(--s0)}.f.s1,.c.s1{fill:var(--s1)}.f.s2,.c.s2{fill:var(--s2)}.f.s3,.c.s3{fill:var(--s3)}
    .l.s0{stroke:var(--s0)}.l.s1{stroke:var(--s1)}.l.s2{stroke:var(--s2)}.l.s3{stroke:var(--s3)}

    """
    + (0..<16).map { ".q\($0){fill:var(--q\($0))}.r\($0){fill:var(--r\($0))}" }
    .joined() + "\n"

  private static let dark = """
    @media screen and (prefers-color-scheme:dark){:root{--bg:#14161a;--fg:#e6e8eb;--muted:#9aa3ad;--line:#343a42;
    --panel:#1e2228;--accent:#7db7f0;--warn:#f2ae6a;--warnbg:#2b2118;--s0:#4ea8de;--s1:#e8964a;--s2:#3dbf97;--s3:#d98fbb}}

    """

  private static let narrow = """
    @media (max-width:34rem){body{font-size:15px}h1{font-size:1.35rem}h2{font-size:1.15rem}
    table{font-size:.8rem}th,td{padding:.2rem .22rem}.tables table{font-size:.74rem}.tables th,.tables td{padding:.2rem .15rem}dl.facts{display:block}dl.facts dd{margin:0 0 .3rem}}

    """

  /// On a phone the rows of wide tables stand below each other, each figure under its title.
  private static let cards = """
    @media screen and (max-width:37.5rem){
    .cards table,.cards caption,.cards tbody,.cards th,.cards td{display:block}
    .cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .cards tr{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.1rem .9rem;
    padding:.45rem .6rem;margin:0 0 .5rem;border:1px solid var(--line);border-radius:.4rem}
    .cards th[scope=row]{grid-column:1/-1;min-width:0;padding:0 0 .15rem;border:0;font-weight:600;overflow-wrap:anywhere}
    .cards td{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .5rem;padding:0;border:0;
    white-space:normal;min-width:0;font-size:.84rem}
    .cards td.x{grid-column:1/-1;justify-content:flex-start}.cards td:empty{display:none}
    .cards td::before{content:attr(data-t);color:var(--muted)}}

    """

  private static let paper = """
    @media print{body{padding:0;max-width:none;font-size:9.5pt}h2{break-before:auto;margin-top:1.5rem}
    h2,h3{break-after:avoid}table,li{break-inside:avoid}.wide{overflow:visible}a{color:inherit;text-decoration:none}
    .charts{grid-template-columns:1fr 1fr}svg,li.warn{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    @page{margin:14mm}}

    """
}
