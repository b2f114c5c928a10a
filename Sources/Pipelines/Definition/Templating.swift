/// DVC's `${…}`, as far as it must be told from a shell's.
enum Templating {
    /// A text with every `\${` turned into `${`, and the first `${…}` that is a template.
    static func unescaped(_ text: String) -> (text: String, expression: String?) {
        let dollar = UInt8(ascii: "$")
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var expression: String?
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let opens = byte == dollar && index + 1 < bytes.count && bytes[index + 1] == 0x7b
            if opens, result.last == UInt8(ascii: "\\") {
                result.removeLast()
            } else if opens, expression == nil {
                // A template ends on its line; without an end it is plain text.
                let rest = bytes[index...].prefix { $0 != 0x0a }
                if let end = rest.firstIndex(of: 0x7d) {
                    expression = String(decoding: bytes[index...end], as: UTF8.self)
                }
            }
            result.append(byte)
            index += 1
        }
        return (String(decoding: result, as: UTF8.self), expression)
    }
}
