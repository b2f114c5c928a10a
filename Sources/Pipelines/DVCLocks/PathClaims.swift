import Glibc

/// Who reads and writes what, as DVC keeps it in `.dvc/tmp/rwlock`.
struct PathClaims: Hashable {
    /// A process and the command it said.
    struct Holder: Hashable {
        let process: Int32
        let command: [UInt8]

        /// The process is there, whoever's it is, and can still do something.
        var isAlive: Bool {
            guard process > 0, kill(process, 0) == 0 || errno == EPERM else { return false }
            return !isOver
        }

        /// It ended, and nobody asked how; its number is taken as long as that is so.
        private var isOver: Bool {
            let path = RawPath("/proc/\(process)/stat")
            // Where that cannot be read the process passes for one that lives.
            guard let bytes = try? Files.read(path, limit: 4_096),
                let name = bytes.lastIndex(of: UInt8(ascii: ")"))
            else { return false }
            let state = bytes[(name + 1)...].first { $0 != 0x20 }
            return state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
        }
    }

    struct Claim: Hashable {
        let path: RawPath
        let holder: Holder
        let isWriting: Bool
    }

    private(set) var claims: [Claim] = []

    init() {}

    /// Reads the bytes of the file; what is no claim is dropped.
    ///
    /// A damaged file holds none: DVC itself starts nothing as long as it is there.
    init(_ bytes: [UInt8]) {
        var reader = JSONReader(bytes)
        guard let value = try? reader.document(), case .object(let kinds) = value else { return }
        for kind in kinds {
            guard case .object(let members) = kind.value else { continue }
            let isWriting = kind.name.elementsEqual("write".utf8)
            for member in members {
                let holders: [JSONValue] =
                    if case .list(let items) = member.value { items } else { [member.value] }
                claims += holders.compactMap(Holder.init).map {
                    Claim(path: RawPath(bytes: member.name), holder: $0, isWriting: isWriting)
                }
            }
        }
    }

    /// The bytes that DVC would write.
    var json: [UInt8] {
        var text: [UInt8] = []
        let writing = members(isWriting: true)
        let reading = members(isWriting: false)
        for (name, members) in [("write", writing), ("read", reading)] where !members.isEmpty {
            text += (text.isEmpty ? "" : ", ").utf8
            text += "\"\(name)\": {".utf8
            text += members.joined(separator: ", ".utf8)
            text.append(UInt8(ascii: "}"))
        }
        return [UInt8(ascii: "{")] + text + [UInt8(ascii: "}")]
    }

    private func members(isWriting: Bool) -> [[UInt8]] {
        var paths: [RawPath] = []
        var holders: [RawPath: [Holder]] = [:]
        for claim in claims where claim.isWriting == isWriting {
            if holders[claim.path] == nil { paths.append(claim.path) }
            holders[claim.path, default: []].append(claim.holder)
        }
        return paths.map { path in
            var text: [UInt8] = []
            JSONText.append(path.bytes, to: &text)
            let list = (holders[path] ?? []).map(Self.text)
            text += ": ".utf8
            // One writes, many read.
            text += isWriting ? list[0] : [0x5b] + list.joined(separator: ", ".utf8) + [0x5d]
            return text
        }
    }

    private static func text(_ holder: Holder) -> [UInt8] {
        var text = Array("{\"pid\": \(holder.process), \"cmd\": ".utf8)
        JSONText.append(holder.command, to: &text)
        text.append(UInt8(ascii: "}"))
        return text
    }

    // MARK: - Changing

    mutating func add(_ new: [Claim]) {
        var known = Set(claims)
        for claim in new where known.insert(claim).inserted { claims.append(claim) }
    }

    /// Drops the claims of processes that are gone.
    mutating func removeDead() {
        claims.removeAll { !$0.holder.isAlive }
    }

    // MARK: - Asking

    /// The claim of a living process that keeps one from being made.
    ///
    /// Two may read the same; a folder is in use where something in it is.
    func blocker(of claim: Claim, except isOwn: (Holder) -> Bool) -> Claim? {
        claims.first { other in
            (claim.isWriting || other.isWriting) && claim.path.overlaps(other.path)
                && !isOwn(other.holder) && other.holder.isAlive
        }
    }
}

extension PathClaims.Holder {
    fileprivate init?(_ value: JSONValue) {
        guard case .object(let members) = value else { return nil }
        var process: Int32?
        var command: [UInt8] = []
        for member in members {
            switch (String(decoding: member.name, as: UTF8.self), member.value) {
            case ("pid", .number(let text)): process = Int32(text)
            case ("cmd", .text(let text)): command = text
            default: break
            }
        }
        guard let process else { return nil }
        self.init(process: process, command: command)
    }
}

extension RawPath {
    /// One is the other, or in it.
    fileprivate func overlaps(_ other: RawPath) -> Bool {
        let (short, long) = bytes.count < other.bytes.count ? (self, other) : (other, self)
        guard long.bytes.starts(with: short.bytes) else { return false }
        return long.bytes.count == short.bytes.count || short.bytes.last == UInt8(ascii: "/")
            || long.bytes[short.bytes.count] == UInt8(ascii: "/")
    }
}
