import Testing

@Suite("Code without strings and comments")
struct ReadingTests {
    @Test(
        "keeps code and its places",
        arguments: [
            (#"a("x { y") // {"#, #"a(       )     "#),
            (##"a(#"\(b) " {"#) + c"##, ##"a(            ) + c"##),
            (#"f("\(x.map { "{" }) {")"#, #"f(  (x.map {     })   )"#),
            ("a /* { /* } */ { */ b", "a                   b"),
            ("a / b / c { }", "a / b / c { }"),
            (#"let r = /a"{b/ {"#, "let r =        {"),
            ("reduce(1, /) {", "reduce(1, /) {"),
            (#"x("\\", "\"{") {"#, "x(    ,      ) {"),
            ("\"\"\"\n { \" {\n\"\"\" {", "   \n      \n    {"),
            ("#if a\n#endif", "#if a\n#endif"),
            (##"#"""# + a"##, "      + a"),
        ]
    )
    func strips(text: String, code: String) {
        #expect(StrippedCode.of(text) == code)
    }

    @Test(
        "knows functions with a body",
        arguments: [
            ("func a() {\n}\n", [FunctionBody(firstLine: 0, lastLine: 1)]),
            (
                "protocol P {\nfunc a()\nvar b: Int { get }\n}",
                [FunctionBody(firstLine: 2, lastLine: 2)]
            ),
            (
                "init?(\na: () -> Void = { }\n) throws(E) {\n}",
                [FunctionBody(firstLine: 0, lastLine: 3)]
            ),
            ("let a = A.init(b)\nif c {\n}", []),
            ("var a = b {\n}\nvar c: Int\nfor d in e {\n}", []),
            (
                "static func < (a: A, b: A) -> Bool {\nfunc c() {}\n}",
                [
                    FunctionBody(firstLine: 0, lastLine: 2),
                    FunctionBody(firstLine: 1, lastLine: 1),
                ]
            ),
        ]
    )
    func functions(code: String, bodies: [FunctionBody]) {
        let file = SourceFile(path: "A.swift", text: code)
        #expect(FunctionBody.all(in: file.code) == bodies)
    }
}
