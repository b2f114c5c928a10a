/// The digest under `md5` at the top of a `.dvc` file, by which DVC tells that its meaning changed.
enum TrackedDigest {
    /// Keys that do not belong to the meaning.
    private static let passedOver: Set<String> = [
        "frozen", "desc", "meta", "size", "nfiles", "isexec", "labels", "type", "remote", "push",
    ]

    static func text(of file: ParameterValue) -> String {
        guard case .mapping(let members) = file else { return "" }
        var bytes: [UInt8] = []
        append(.mapping(members.filter { $0.key != .text("md5") }), to: &bytes)
        return MD5.digest(of: bytes)
    }

    /// Appends a value as Python's `json.dumps` writes it, its keys sorted.
    private static func append(_ value: ParameterValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let number): bytes += String(number).utf8
        case .bigInteger(let digits): bytes += digits.utf8
        case .float(let number): bytes += FlowText.number(number).utf8
        case .text(let text): JSONText.append(Array(text.utf8), to: &bytes)
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes += ", ".utf8 }
                append(item, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .mapping(let members): append(members, to: &bytes)
        }
    }

    private static func append(_ members: [ParameterValue.Member], to bytes: inout [UInt8]) {
        let pairs = members.compactMap { member -> (String, ParameterValue)? in
            guard case .text(let name) = member.key, !passedOver.contains(name) else { return nil }
            return (name, member.value)
        }.sorted { $0.0.isBytewiseBefore($1.0) }
        bytes.append(UInt8(ascii: "{"))
        for (index, pair) in pairs.enumerated() {
            if index > 0 { bytes += ", ".utf8 }
            JSONText.append(Array(pair.0.utf8), to: &bytes)
            bytes += ": ".utf8
            append(pair.1, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }
}
