import Domain

/// The values that templates of a stage can name.
///
/// Invariant: `root` is a mapping.
struct TemplateScope {
    private var root: [ParameterValue.Member] = []
    /// The files whose values are in, with the keys that were asked for; nil for all.
    private var loaded: [ProjectPath: [ParameterValue]?] = [:]

    init() {}

    /// The values of one whole file.
    init(_ members: [ParameterValue.Member], of file: ProjectPath) {
        root = members
        loaded[file] = .some(nil)
    }

    /// The value of an expression.
    func value(of expression: String) throws(TemplateProblem) -> ParameterValue {
        guard let path = TemplatePath(expression) else {
            throw TemplateProblem(
                "'${\(expression)}' is no template. Write a name such as '${train.rate}', or"
                    + " '\\${' for a shell's own '${'."
            )
        }
        var value = ParameterValue.mapping(root)
        var names: [String] = []
        for part in path.parts {
            guard let inner = value.item(part) else {
                throw TemplateProblem(Self.missing(part, of: value, expression, names))
            }
            value = inner
            names.append(part)
        }
        return value
    }

    private static func missing(
        _ part: String,
        of value: ParameterValue,
        _ expression: String,
        _ names: [String]
    ) -> String {
        let home = names.isEmpty ? "" : " in '\(names.joined(separator: "."))'"
        var hint = ""
        if case .mapping(let members) = value {
            let known = members.compactMap { member -> String? in
                guard case .text(let name) = member.key else { return nil }
                return name
            }
            hint = NearestWord.hint(for: part, among: known)
        }
        let advice = " Define it in 'vars' or params.yaml."
        return "'${\(expression)}' has no value: there is no '\(part)'\(home)."
            + (hint.isEmpty ? advice : hint)
    }

    // MARK: - Defining

    /// Adds values; mappings are merged, and a value that is defined already is a problem.
    mutating func merge(_ members: [ParameterValue.Member]) throws(TemplateProblem) {
        root = try Self.merged(root, members, below: "")
    }

    /// Adds all values of a file; once more changes nothing.
    mutating func merge(
        _ members: [ParameterValue.Member],
        whole file: ProjectPath
    ) throws(TemplateProblem) {
        if let before = loaded[file] {
            guard before != nil else { return }
            throw TemplateProblem(
                "\(file) is taken whole here and in part before. Take it once."
            )
        }
        try merge(members)
        loaded[file] = .some(nil)
    }

    /// Adds some values of a file.
    mutating func merge(
        _ members: [ParameterValue.Member],
        keys: [String],
        of file: ProjectPath
    ) throws(TemplateProblem) {
        let before = loaded[file]
        if before == .some(nil) {
            throw TemplateProblem("\(file) is taken whole already. Remove this line.")
        }
        let taken = (before ?? nil) ?? []
        if let twice = keys.first(where: { taken.contains(.text($0)) }) {
            throw TemplateProblem("'\(twice)' of \(file) is taken already. Remove it here.")
        }
        try merge(members)
        loaded[file] = taken + keys.map { .text($0) }
    }

    /// Defines a name for a stage of a group, over one that is defined already.
    mutating func set(_ name: String, _ value: ParameterValue) {
        root.removeAll { $0.key == .text(name) }
        root.append(ParameterValue.Member(name, value))
    }

    private static func merged(
        _ old: [ParameterValue.Member],
        _ new: [ParameterValue.Member],
        below path: String
    ) throws(TemplateProblem) -> [ParameterValue.Member] {
        var all = old
        for member in new {
            guard let index = all.firstIndex(where: { $0.key == member.key }) else {
                all.append(member)
                continue
            }
            let name = path + member.key.templateText
            guard case .mapping(let before) = all[index].value,
                case .mapping(let after) = member.value
            else {
                throw TemplateProblem("'\(name)' is defined twice. Remove one of the two.")
            }
            let inner = try merged(before, after, below: name + ".")
            all[index] = ParameterValue.Member(key: member.key, value: .mapping(inner))
        }
        return all
    }
}
