/// Writes values as JSON, as the journal keeps them, in one pass.
///
/// Foundation's encoder makes a tree of each value first and takes several times as long, which
/// in a large run is the larger part of all the engine does. Keys stand in the order of a type's
/// fields. A number that JSON cannot say fails.
package struct RowEncoder {
    package init() {}

    /// The JSON of a value.
    package func json(of value: some Encodable) throws -> String {
        let writer = RowWriter()
        try value.encode(to: RowValueEncoder(writer: writer, codingPath: []))
        writer.close(to: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// The text so far, and what is open in it.
private final class RowWriter {
    private(set) var bytes: [UInt8] = []
    /// The ends of what is open, the innermost last, and whether something stands in it.
    private var open: [(end: UInt8, isEmpty: Bool)] = []

    var depth: Int { open.count }

    init() {
        bytes.reserveCapacity(1_024)
    }

    /// Begins a list or an object; gives its depth.
    func begin(_ start: UInt8, _ end: UInt8) -> Int {
        bytes.append(start)
        open.append((end, true))
        return open.count
    }

    /// Ends everything inside of a depth.
    func close(to depth: Int) {
        while open.count > depth, let last = open.popLast() { bytes.append(last.end) }
    }

    /// Goes on in what is open at a depth: ends what is inside, and parts it from what stood there.
    func next(in depth: Int) {
        close(to: depth)
        if !open[depth - 1].isEmpty { bytes.append(UInt8(ascii: ",")) }
        open[depth - 1].isEmpty = false
    }

    func key(_ key: any CodingKey, in depth: Int) {
        next(in: depth)
        write(key.stringValue)
        bytes.append(UInt8(ascii: ":"))
    }

    func write(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            var start = 0
            for (index, byte) in utf8.enumerated() {
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                else { continue }
                bytes.append(contentsOf: utf8[start..<index])
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): plain("\\\"")
        case UInt8(ascii: "\\"): plain("\\\\")
        case UInt8(ascii: "\n"): plain("\\n")
        case UInt8(ascii: "\r"): plain("\\r")
        case UInt8(ascii: "\t"): plain("\\t")
        default:
            let digits = String(byte, radix: 16)
            plain("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        }
    }

    /// Writes what needs no quotes.
    func plain(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }
}

/// Gives a value the containers it writes itself into.
private struct RowValueEncoder: Encoder {
    let writer: RowWriter
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        let depth = writer.begin(UInt8(ascii: "{"), UInt8(ascii: "}"))
        return KeyedEncodingContainer(
            RowObject<Key>(writer: writer, depth: depth, codingPath: codingPath)
        )
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let depth = writer.begin(UInt8(ascii: "["), UInt8(ascii: "]"))
        return RowList(writer: writer, depth: depth, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        RowScalar(writer: writer, codingPath: codingPath)
    }
}

extension RowWriter {
    fileprivate func write(_ value: Double, at path: [any CodingKey]) throws {
        guard value.isFinite else {
            let context = EncodingError.Context(
                codingPath: path,
                debugDescription: "\(value) cannot be written as JSON."
            )
            throw EncodingError.invalidValue(value, context)
        }
        plain(value.description)
    }

    fileprivate func write(_ value: some Encodable, at path: [any CodingKey]) throws {
        let depth = depth
        let start = bytes.count
        try value.encode(to: RowValueEncoder(writer: self, codingPath: path))
        close(to: depth)
        // A value that writes nothing is an empty object, as Foundation has it.
        if bytes.count == start { plain("{}") }
    }
}

private struct RowScalar: SingleValueEncodingContainer {
    let writer: RowWriter
    let codingPath: [any CodingKey]

    func encodeNil() { writer.plain("null") }
    func encode(_ value: Bool) { writer.plain(value ? "true" : "false") }
    func encode(_ value: String) { writer.write(value) }
    func encode(_ value: Double) throws { try writer.write(value, at: codingPath) }
    func encode(_ value: Float) throws { try writer.write(Double(value), at: codingPath) }
    func encode(_ value: Int) { writer.plain(String(value)) }
    func encode(_ value: Int8) { writer.plain(String(value)) }
    func encode(_ value: Int16) { writer.plain(String(value)) }
    func encode(_ value: Int32) { writer.plain(String(value)) }
    func encode(_ value: Int64) { writer.plain(String(value)) }
    func encode(_ value: UInt) { writer.plain(String(value)) }
    func encode(_ value: UInt8) { writer.plain(String(value)) }
    func encode(_ value: UInt16) { writer.plain(String(value)) }
    func encode(_ value: UInt32) { writer.plain(String(value)) }
    func encode(_ value: UInt64) { writer.plain(String(value)) }
    func encode(_ value: some Encodable) throws { try writer.write(value, at: codingPath) }
}

private struct RowObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: RowWriter
    let depth: Int
    let codingPath: [any CodingKey]

    /// Goes behind a key.
    private func behind(_ key: Key) -> RowScalar {
        writer.key(key, in: depth)
        return RowScalar(writer: writer, codingPath: codingPath)
    }

    func encodeNil(forKey key: Key) { behind(key).encodeNil() }
    func encode(_ value: Bool, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: String, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: Double, forKey key: Key) throws { try behind(key).encode(value) }
    func encode(_ value: Float, forKey key: Key) throws { try behind(key).encode(value) }
    func encode(_ value: Int, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: Int8, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: Int16, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: Int32, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: Int64, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: UInt, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: UInt8, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: UInt16, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: UInt32, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: UInt64, forKey key: Key) { behind(key).encode(value) }
    func encode(_ value: some Encodable, forKey key: Key) throws {
        writer.key(key, in: depth)
        try writer.write(value, at: codingPath)
    }

    func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Inner> {
        writer.key(key, in: depth)
        return RowValueEncoder(writer: writer, codingPath: codingPath).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writer.key(key, in: depth)
        return RowValueEncoder(writer: writer, codingPath: codingPath).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { superEncoder(named: "super") }
    func superEncoder(forKey key: Key) -> any Encoder { superEncoder(named: key.stringValue) }

    private func superEncoder(named name: String) -> any Encoder {
        writer.next(in: depth)
        writer.write(name)
        writer.plain(":")
        return RowValueEncoder(writer: writer, codingPath: codingPath)
    }
}

private struct RowList: UnkeyedEncodingContainer {
    let writer: RowWriter
    let depth: Int
    let codingPath: [any CodingKey]
    private(set) var count = 0

    init(writer: RowWriter, depth: Int, codingPath: [any CodingKey]) {
        self.writer = writer
        self.depth = depth
        self.codingPath = codingPath
    }

    /// Goes behind the item before.
    private mutating func next() -> RowScalar {
        writer.next(in: depth)
        count += 1
        return RowScalar(writer: writer, codingPath: codingPath)
    }

    mutating func encodeNil() { next().encodeNil() }
    mutating func encode(_ value: Bool) { next().encode(value) }
    mutating func encode(_ value: String) { next().encode(value) }
    mutating func encode(_ value: Double) throws { try next().encode(value) }
    mutating func encode(_ value: Float) throws { try next().encode(value) }
    mutating func encode(_ value: Int) { next().encode(value) }
    mutating func encode(_ value: Int8) { next().encode(value) }
    mutating func encode(_ value: Int16) { next().encode(value) }
    mutating func encode(_ value: Int32) { next().encode(value) }
    mutating func encode(_ value: Int64) { next().encode(value) }
    mutating func encode(_ value: UInt) { next().encode(value) }
    mutating func encode(_ value: UInt8) { next().encode(value) }
    mutating func encode(_ value: UInt16) { next().encode(value) }
    mutating func encode(_ value: UInt32) { next().encode(value) }
    mutating func encode(_ value: UInt64) { next().encode(value) }
    mutating func encode(_ value: some Encodable) throws { try next().encode(value) }

    mutating func nestedContainer<Inner: CodingKey>(
        keyedBy type: Inner.Type
    ) -> KeyedEncodingContainer<Inner> {
        _ = next()
        return RowValueEncoder(writer: writer, codingPath: codingPath).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        _ = next()
        return RowValueEncoder(writer: writer, codingPath: codingPath).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        _ = next()
        return RowValueEncoder(writer: writer, codingPath: codingPath)
    }
}
