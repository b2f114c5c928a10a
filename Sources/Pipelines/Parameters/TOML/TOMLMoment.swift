/// The spellings of dates and times in TOML.
enum TOMLMoment {
    /// Whether a word is a date, a time, or both with or without an offset.
    static func isAny(_ word: [UInt8]) -> Bool {
        guard word.count > 10 else {
            return isDate(word) || isTime(word[...], mayHaveOffset: false)
        }
        let separators = [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")]
        guard separators.contains(word[10]), isDate(Array(word[..<10])) else {
            return isTime(word[...], mayHaveOffset: false)
        }
        return isTime(word[11...], mayHaveOffset: true)
    }

    /// Whether a word is a day that the calendar has.
    static func isDate(_ word: [UInt8]) -> Bool {
        var rest = word[...]
        guard let year = number(&rest, digits: 4), take("-", &rest),
            let month = number(&rest, digits: 2), take("-", &rest),
            let day = number(&rest, digits: 2), rest.isEmpty, (1...12).contains(month)
        else { return false }
        return day >= 1 && day <= days(month: month, year: year)
    }

    private static func days(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isTime(_ word: ArraySlice<UInt8>, mayHaveOffset: Bool) -> Bool {
        var rest = word
        guard isHourAndMinute(&rest), take(":", &rest),
            // A leap second is written as 60.
            let second = number(&rest, digits: 2), second <= 60
        else { return false }
        if take(".", &rest) {
            let fraction = rest.prefix { TOMLNumber.isDigit($0) }
            guard !fraction.isEmpty else { return false }
            rest = rest[fraction.endIndex...]
        }
        if rest.isEmpty { return true }
        guard mayHaveOffset else { return false }
        if take("Z", &rest) || take("z", &rest) { return rest.isEmpty }
        guard take("+", &rest) || take("-", &rest) else { return false }
        return isHourAndMinute(&rest) && rest.isEmpty
    }

    private static func isHourAndMinute(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let hour = number(&rest, digits: 2), hour < 24, take(":", &rest),
            let minute = number(&rest, digits: 2)
        else { return false }
        return minute < 60
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Int? {
        let word = rest.prefix(digits)
        guard word.count == digits, word.allSatisfy(TOMLNumber.isDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return Int(String(decoding: word, as: UTF8.self))
    }

    private static func take(_ mark: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
