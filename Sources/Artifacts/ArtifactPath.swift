/// Where an artifact lies below the root of all artifacts.
///
/// The one rule for paths from outside. None of its names is empty, `.` or `..`, holds a slash, a
/// backslash, a control character, `#` or `;`, or begins like a drive; and none becomes one of
/// these when it is decoded once more, however often it was encoded.
package struct ArtifactPath: Hashable, Sendable, CustomStringConvertible {
    /// The names, as bytes of UTF-8.
    package let names: [[UInt8]]

    /// The folder of all artifacts.
    package static let root = ArtifactPath(names: [])

    init(names: [[UInt8]]) {
        self.names = names
    }

    /// The path of a request's target, percent-encoded; it is decoded once.
    package init(encoded text: some StringProtocol) throws(ArtifactFault) {
        guard let bytes = PercentCode.decoded(Array(text.utf8)) else {
            throw Self.fault("it is not percent-encoded as it should be")
        }
        try self.init(bytes)
    }

    /// A path that was decoded already.
    package init(decoded text: some StringProtocol) throws(ArtifactFault) {
        try self.init(Array(text.utf8))
    }

    private init(_ bytes: [UInt8]) throws(ArtifactFault) {
        if let problem = Self.problem(of: bytes) { throw Self.fault(problem) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Self.fault("it is not UTF-8")
        }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw Self.fault("it holds control characters") }
        var further = bytes
        while true {
            let next = PercentCode.decodedWherePossible(further)
            guard next != further else { break }
            if Self.problem(of: next) != nil { throw Self.fault("it is encoded twice") }
            further = next
        }
        names = bytes.split(separator: UInt8(ascii: "/")).map { Array($0) }
    }

    /// What of the rule is broken, in words; nil where nothing is.
    private static func problem(of bytes: [UInt8]) -> String? {
        if bytes.count > ArtifactLimits.path {
            return "it is longer than \(ArtifactLimits.path) bytes"
        }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            return "it holds control characters"
        }
        for mark in ["\\", "#", ";"] where bytes.contains(mark.utf8.first ?? 0) {
            return "it holds '\(mark)'"
        }
        let names = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if names.count > ArtifactLimits.depth {
            return "it has more than \(ArtifactLimits.depth) names"
        }
        for name in names {
            if name.isEmpty { return "a name in it is empty" }
            if name.allSatisfy({ $0 == UInt8(ascii: ".") }), name.count <= 2 {
                return "'.' and '..' are no names"
            }
            if name.count > ArtifactLimits.name {
                return "a name in it is longer than \(ArtifactLimits.name) bytes"
            }
            if isDrive(name, isFirst: name.startIndex == 0) { return "it begins like a drive" }
        }
        return nil
    }

    /// Whether a name is `C:`, or as the first one begins so.
    private static func isDrive(_ name: ArraySlice<UInt8>, isFirst: Bool) -> Bool {
        guard name.count == 2 || (isFirst && name.count > 2), let letter = name.first else {
            return false
        }
        return name.dropFirst().first == UInt8(ascii: ":")
            && Character(Unicode.Scalar(letter)).isLetter
    }

    private static func fault(_ problem: String) -> ArtifactFault {
        ArtifactFault(.badPath, "Invalid path: \(problem).")
    }

    package var description: String {
        names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }

    /// A path below this one; fails where that is too long or too deep.
    package func appending(_ other: ArtifactPath) throws(ArtifactFault) -> ArtifactPath {
        if names.isEmpty || other.names.isEmpty { return names.isEmpty ? other : self }
        return try ArtifactPath(decoded: "\(self)/\(other)")
    }

    /// Whether a name that lies on the disk is one that a path can have.
    static func isName(_ name: [UInt8]) -> Bool {
        !name.contains(UInt8(ascii: "/")) && (try? ArtifactPath(name)) != nil
    }
}

/// Percent-encoding of bytes.
private enum PercentCode {
    /// The bytes, decoded once; nil where a `%` begins no code.
    static func decoded(_ bytes: [UInt8]) -> [UInt8]? { decode(bytes, keepsOthers: false) }

    /// The bytes, decoded once; a `%` that begins no code stays.
    static func decodedWherePossible(_ bytes: [UInt8]) -> [UInt8] {
        decode(bytes, keepsOthers: true) ?? bytes
    }

    private static func decode(_ bytes: [UInt8], keepsOthers: Bool) -> [UInt8]? {
        guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%") {
                if index + 2 < bytes.count, let high = digit(bytes[index + 1]),
                    let low = digit(bytes[index + 2])
                {
                    result.append(high << 4 | low)
                    index += 3
                    continue
                }
                guard keepsOthers else { return nil }
            }
            result.append(bytes[index])
            index += 1
        }
        return result
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
