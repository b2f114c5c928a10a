import Domain

/// The stages that `foreach` or `matrix` makes of one definition.
struct StageGroup {
    struct Member {
        /// What follows the `@` of the stage's name.
        let suffix: String
        /// What `${item}` and `${key}` stand for.
        let values: [(name: String, value: ParameterValue)]
    }

    /// More stages than this are a mistake rather than a plan.
    static let memberLimit = 100_000

    private(set) var members: [Member] = []

    /// One for each item of a list or each value of a mapping.
    ///
    /// A list of texts and numbers names its stages after them; with lists or mappings in it
    /// they are numbered. Items with the same text are one.
    init(foreach data: ParameterValue) throws(TemplateProblem) {
        switch data {
        case .list(let items):
            let isPlain = items.allSatisfy(\.isScalar)
            for (index, item) in items.enumerated() {
                add(isPlain ? item.templateText : String(index), [("item", item)])
            }
        case .mapping(let entries):
            for entry in entries {
                let key = entry.key.templateText
                add(key, [("item", entry.value), ("key", .text(key))])
            }
        case .null, .bool, .integer, .bigInteger, .float, .text:
            throw TemplateProblem(
                "'foreach' takes a list or a mapping, but this is \(data.kind)."
            )
        }
        try check()
    }

    /// One for each combination of the values; those of the last name change fastest.
    ///
    /// A list or a mapping among the values goes by its name and number in the stage's name.
    init(matrix axes: [(name: String, values: [ParameterValue])]) throws(TemplateProblem) {
        var count = axes.isEmpty ? 0 : 1
        for axis in axes {
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: axis.values.count)
            guard !isTooLarge, product <= Self.memberLimit else { throw Self.tooMany }
            count = product
        }
        for number in 0..<count {
            var rest = number
            var values: [ParameterValue.Member] = []
            var words: [String] = []
            for axis in axes.reversed() {
                let index = rest % axis.values.count
                rest /= axis.values.count
                let value = axis.values[index]
                values.append(ParameterValue.Member(axis.name, value))
                words.append(value.isScalar ? value.templateText : "\(axis.name)\(index)")
            }
            let key = words.reversed().joined(separator: "-")
            add(key, [("item", .mapping(values.reversed())), ("key", .text(key))])
        }
        try check()
    }

    private mutating func add(_ suffix: String, _ values: [(name: String, value: ParameterValue)]) {
        let member = Member(suffix: suffix, values: values)
        if let index = numbers[Array(suffix.utf8)] {
            members[index] = member
        } else {
            numbers[Array(suffix.utf8)] = members.count
            members.append(member)
        }
    }

    /// Where each suffix is among the members.
    private var numbers: [[UInt8]: Int] = [:]

    private func check() throws(TemplateProblem) {
        guard members.count <= Self.memberLimit else { throw Self.tooMany }
        for member in members {
            if member.suffix.isEmpty {
                throw TemplateProblem("an empty text gives a stage no name. Write a name.")
            }
            if member.suffix.utf8.contains(UInt8(ascii: "@")) {
                throw TemplateProblem(
                    "'\(member.suffix)' cannot name a stage, because it holds '@'."
                )
            }
        }
    }

    private static let tooMany = TemplateProblem(
        "this makes more than \(memberLimit) stages. Make the group smaller."
    )
}
