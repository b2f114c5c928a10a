/// A number as TOML spells it.
enum TOMLNumber: Sendable {
    /// Why a word is no number.
    enum Refusal: String, Error {
        case unknown = "this is no TOML value; texts need quotes"
        case leadingZero = "a number cannot begin with 0; put it in quotes if it is a text"
        case tooLarge = "the number does not fit into 64 bits"
    }

    case integer(Int)
    case float(Double)

    init(_ word: [UInt8]) throws(Refusal) {
        if word.count > 1, word[0] == UInt8(ascii: "0"), let radix = Self.radix(of: word[1]) {
            self = .integer(try Self.integer(word[2...], radix: radix))
        } else {
            self = try Self.decimal(word)
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func radix(of mark: UInt8) -> Int? {
        switch mark {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        case UInt8(ascii: "b"): 2
        default: nil
        }
    }

    private static func integer(_ word: ArraySlice<UInt8>, radix: Int) throws(Refusal) -> Int {
        let isDigit = { (byte: UInt8) in
            (Character(Unicode.Scalar(byte)).hexDigitValue).map { $0 < radix } ?? false
        }
        var rest = word
        guard let digits = takeDigits(&rest, where: isDigit), rest.isEmpty else { throw .unknown }
        guard let value = Int(String(decoding: digits, as: UTF8.self), radix: radix) else {
            throw .tooLarge
        }
        return value
    }

    private static func decimal(_ word: [UInt8]) throws(Refusal) -> TOMLNumber {
        var rest = word[...]
        var spelling = takeSign(&rest)
        guard let whole = takeDigits(&rest) else { throw .unknown }
        spelling += whole
        let isLong = whole.count > 1 && whole[0] == UInt8(ascii: "0")
        let isInteger = rest.isEmpty
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard let fraction = takeDigits(&rest) else { throw .unknown }
            spelling += [UInt8(ascii: ".")] + fraction
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            let sign = takeSign(&rest)
            guard let exponent = takeDigits(&rest) else { throw .unknown }
            spelling += [UInt8(ascii: "e")] + sign + exponent
        }
        guard rest.isEmpty else { throw .unknown }
        guard !isLong else { throw .leadingZero }
        let text = String(decoding: spelling, as: UTF8.self)
        if isInteger {
            guard let value = Int(text) else { throw .tooLarge }
            return .integer(value)
        }
        guard let value = Double(text), value.isFinite else { throw .tooLarge }
        return .float(value)
    }

    private static func takeSign(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            return []
        }
        rest = rest.dropFirst()
        return [sign]
    }

    /// Digits without the underscores between them; nil where an underscore is not between two.
    private static func takeDigits(
        _ rest: inout ArraySlice<UInt8>,
        where isDigit: (UInt8) -> Bool = isDigit
    ) -> [UInt8]? {
        let mark = UInt8(ascii: "_")
        let run = rest.prefix { isDigit($0) || $0 == mark }
        let hasPair = zip(run, run.dropFirst()).contains { $0 == mark && $1 == mark }
        guard let first = run.first, first != mark, run.last != mark, !hasPair else { return nil }
        rest = rest[run.endIndex...]
        return run.filter { $0 != mark }
    }
}
