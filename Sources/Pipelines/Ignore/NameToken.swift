/// A part of a pattern for one name.
enum NameToken: Hashable, Sendable {
    case scalar(UInt32)
    /// `?`
    case anyScalar
    /// `*`
    case anyText
    /// `[a-z]`, or `[!a-z]` for all others.
    case oneOf([ClosedRange<UInt32>], isNegated: Bool)

    /// Reads the text between two `/`; nil where a bracket or a `\` is left open.
    static func tokens(of text: Substring.UnicodeScalarView) -> [NameToken]? {
        var tokens: [NameToken] = []
        var rest = text
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                tokens.append(.scalar(escaped.value))
            case "?": tokens.append(.anyScalar)
            case "*": if tokens.last != .anyText { tokens.append(.anyText) }
            case "[":
                guard let set = set(&rest) else { return nil }
                tokens.append(set)
            default: tokens.append(.scalar(scalar.value))
            }
        }
        return tokens
    }

    /// Reads a bracket behind its opening; a `]` that comes first stands for itself.
    private static func set(_ rest: inout Substring.UnicodeScalarView) -> NameToken? {
        var isNegated = false
        if rest.first == "!" || rest.first == "^" {
            isNegated = true
            rest.removeFirst()
        }
        guard let end = rest.dropFirst().firstIndex(of: "]") else { return nil }
        let inside = rest[..<end].map(\.value)
        rest = rest[rest.index(after: end)...]
        var ranges: [ClosedRange<UInt32>] = []
        var index = 0
        let dash = UnicodeScalar("-").value
        while index < inside.count {
            let low = inside[index]
            if index + 2 < inside.count, inside[index + 1] == dash {
                guard low <= inside[index + 2] else { return nil }
                ranges.append(low...inside[index + 2])
                index += 3
            } else {
                ranges.append(low...low)
                index += 1
            }
        }
        return .oneOf(ranges, isNegated: isNegated)
    }

    /// Whether the tokens stand for the whole of a name.
    static func match(_ tokens: ArraySlice<NameToken>, _ name: ArraySlice<UInt32>) -> Bool {
        var (tokens, name) = (tokens, name)
        // Where the last star stands, and what is still to be read if it takes one more.
        var retry: (tokens: ArraySlice<NameToken>, name: ArraySlice<UInt32>)?
        while true {
            if tokens.first == .anyText {
                tokens = tokens.dropFirst()
                retry = (tokens, name)
            } else if let token = tokens.first, let scalar = name.first, token.takes(scalar) {
                tokens = tokens.dropFirst()
                name = name.dropFirst()
            } else if tokens.isEmpty, name.isEmpty {
                return true
            } else if let last = retry, !last.name.isEmpty {
                retry = (last.tokens, last.name.dropFirst())
                (tokens, name) = (last.tokens, last.name.dropFirst())
            } else {
                return false
            }
        }
    }

    private func takes(_ scalar: UInt32) -> Bool {
        switch self {
        case .scalar(let own): own == scalar
        case .anyScalar: true
        case .anyText: false
        case .oneOf(let ranges, let isNegated):
            ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
