package import Domain

/// Whose artifacts lie in a folder.
package enum ArtifactOwner: Hashable, Sendable {
    case run(TrackedRunID, in: ExperimentID)
    case model(LoggedModelID, in: ExperimentID)

    /// The folder of its artifacts; fails where its ids are no names of folders.
    package func folder() throws(ArtifactFault) -> ArtifactPath {
        switch self {
        case .run(let run, let experiment):
            try ArtifactPath(decoded: "\(experiment)/\(run)/artifacts")
        case .model(let model, let experiment):
            try ArtifactPath(decoded: "\(experiment)/models/\(model)/artifacts")
        }
    }
}

extension ArtifactPath {
    /// Whose artifacts it leads to, and how many of its names lead to their folder; nil for
    /// every path above such a folder or beside it.
    package var owner: (owner: ArtifactOwner, depth: Int)? {
        let texts = names.prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard texts.count >= 3, Self.isNumber(texts[0]) else { return nil }
        let experiment = ExperimentID(texts[0])
        if texts[2] == "artifacts", Self.isHexadecimal(texts[1]) {
            return (.run(TrackedRunID(texts[1]), in: experiment), 3)
        }
        if texts.count == 4, texts[1] == "models", texts[3] == "artifacts",
            texts[2].hasPrefix("m-"), Self.isHexadecimal(String(texts[2].dropFirst(2)))
        {
            return (.model(LoggedModelID(texts[2]), in: experiment), 4)
        }
        return nil
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
    }

    /// Ids are written in small letters; another spelling would be another folder.
    private static func isHexadecimal(_ text: String) -> Bool {
        text.utf8.count == 32
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")) ~= $0
            }
    }
}
