import Expressions
import Testing

@Suite("Filters of runs")
struct FilterTests {
    @Test(
        "one clause is read as what it says",
        arguments: [
            ("metrics.auc > 0.8", .metric("auc"), .number(.greater, 0.8)),
            ("metric.auc<=.5", .metric("auc"), .number(.atMost, 0.5)),
            ("metrics.a.b != -1", .metric("a.b"), .number(.unequal, -1)),
            ("metrics.`my loss`>=1e-3", .metric("my loss"), .number(.atLeast, 0.001)),
            ("metrics.\"my loss\" = 1", .metric("my loss"), .number(.equal, 1)),
            ("metrics.val-loss < 2", .metric("val-loss"), .number(.less, 2)),
            ("metrics.5 = 5", .metric("5"), .number(.equal, 5)),
            ("params.kind = 'toy'", .parameter("kind"), .text(isEqual: true, "toy")),
            ("parameter.kind != \"a b\"", .parameter("kind"), .text(isEqual: false, "a b")),
            ("tags.x LIKE '%y%'", .tag("x"), .like("%y%", ignoresCase: false)),
            ("tag.`mlflow.user` ilike 'ANA'", .tag("mlflow.user"), .like("ANA", ignoresCase: true)),
            ("tags.x IS NULL", .tag("x"), .isNull(true)),
            ("params.x is not null", .parameter("x"), .isNull(false)),
            ("status = 'FINISHED'", .attribute("status"), .text(isEqual: true, "FINISHED")),
            ("attributes.run_id IN ('a', 'b')", .attribute("run_id"), .isAmong(true, ["a", "b"])),
            ("run_id NOT IN ('a')", .attribute("run_id"), .isAmong(false, ["a"])),
            ("attr.`run name` = 'x'", .attribute("run_name"), .text(isEqual: true, "x")),
            ("datasets.name = 'd'", .dataset("name"), .text(isEqual: true, "d")),
            ("dataset.context IN ('train')", .dataset("context"), .isAmong(true, ["train"])),
            ("created > 5", .attribute("start_time"), .number(.greater, 5)),
        ] as [(String, FilterSubject, FilterCondition)]
    )
    func clause(text: String, subject: FilterSubject, condition: FilterCondition) throws {
        let filter = try Filter(text, of: .runs)
        #expect(filter.clauses == [FilterClause(subject: subject, condition: condition)])
    }

    @Test("clauses are joined by AND, whatever its case", arguments: ["AND", "and", "And"])
    func joined(word: String) throws {
        let filter = try Filter(
            "metrics.a > 1 \(word) tags.b = 'AND' \(word) params.c IS NULL",
            of: .runs
        )
        #expect(filter.clauses.count == 3)
    }

    @Test("an empty text keeps everything")
    func empty() throws {
        #expect(try Filter("", of: .runs).clauses.isEmpty)
    }

    @Test(
        "what is not of the language is refused with its place",
        arguments: [
            ("   ", 3), ("metrics.a == 1", 10), ("metrics.a > 'x'", 12), ("params.a = 5", 11),
            ("params.a > 'x'", 9), ("metrics.a > 1 OR metrics.b > 1", 14),
            ("metrics.a > 1;", 13), ("metrics.a > 1 metrics.b > 1", 14), ("tags.a = 'x", 9),
            ("lifecycle_stage = 'active'", 0), ("status IN ('FAILED')", 7), ("odd.a = 'x'", 0),
            ("metrics.a RLIKE 'x'", 10), ("(metrics.a > 1)", 0), ("metrics.a > 1e999", 12),
            ("metrics.1e300 = 1", 8), ("datasets.size = 'x'", 0), ("run_id NOT LIKE 'x'", 11),
            ("metrics.a > 1 AND", 17),
            ("metrics. > 1", 9), ("tags.a IS 5", 10), ("run_id IN ()", 11), ("é", 0),
        ]
    )
    func refused(text: String, offset: Int) throws {
        let error = try #require(throws: ExpressionError.self) { try Filter(text, of: .runs) }
        #expect(error.offset == offset, "\(error)")
    }

    @Test(
        "an order is a subject and a direction",
        arguments: [
            ("metrics.auc DESC", FilterSubject.metric("auc"), false),
            ("params.`a b`", .parameter("a b"), true),
            ("start_time asc", .attribute("start_time"), true),
            ("attribute.end_time desc", .attribute("end_time"), false),
        ]
    )
    func order(text: String, subject: FilterSubject, isAscending: Bool) throws {
        #expect(
            try FilterOrder(text, of: .runs)
                == FilterOrder(subject: subject, isAscending: isAscending)
        )
    }

    @Test("an order with more in it is refused", arguments: ["metrics.a DESC, b", "", "a b", "5"])
    func wrongOrder(text: String) {
        #expect(throws: ExpressionError.self) { try FilterOrder(text, of: .runs) }
    }

    @Test(
        "each kind of thing has a grammar of its own",
        arguments: [
            ("name LIKE 'a%'", FilterGrammar.experiments, FilterSubject.attribute("name")),
            ("creation_time > 5", .experiments, .attribute("creation_time")),
            ("tags.team = 'a'", .experiments, .tag("team")),
            ("name NOT IN ('a')", .loggedModels, .attribute("name")),
            (
                "attributes.creation_timestamp_ms > 1", .loggedModels,
                .attribute("creation_timestamp")
            ),
            ("params.kind IN ('a', 'b')", .loggedModels, .parameter("kind")),
            ("metrics.`a b` > 1", .loggedModels, .metric("a b")),
        ]
    )
    func kinds(text: String, grammar: FilterGrammar, subject: FilterSubject) throws {
        #expect(try Filter(text, of: grammar).clauses.map(\.subject) == [subject])
    }

    @Test(
        "what another kind of thing has is refused",
        arguments: [
            ("metrics.a > 1", FilterGrammar.experiments, "There is tags, attributes."),
            ("run_id = 'a'", .experiments, "no attribute of experiments"),
            ("datasets.name = 'a'", .loggedModels, "no kind of entity"),
            ("name IN ('a')", .experiments, "Expected ="),
        ]
    )
    func otherKind(text: String, grammar: FilterGrammar, words: String) throws {
        let error = try #require(throws: ExpressionError.self) {
            try Filter(text, of: grammar)
        }
        #expect(error.text.contains(words), "\(error)")
    }

    @Test(
        "a plain name is what things are ordered by, whatever stands in it",
        arguments: [
            ("metrics.my loss.x", FilterSubject.metric("my loss.x")),
            ("Creation_Time", .attribute("creation_timestamp")),
        ]
    )
    func plain(text: String, subject: FilterSubject) throws {
        #expect(try FilterGrammar.loggedModels.subject(plain: text) == subject)
        #expect(throws: ExpressionError.self) {
            try FilterGrammar.loggedModels.subject(plain: "odd")
        }
    }
}
