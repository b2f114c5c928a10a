/// The spellings of dates and times in YAML.
enum YAMLMoment {
    /// Whether a scalar is a date, or one with a time: a text for parameters, and no metric.
    static func isAny(_ scalar: YAMLScalar) -> Bool {
        guard scalar.style == .plain, case .text(let text) = scalar.value,
            let first = text.utf8.first, (0x30...0x39).contains(first)
        else { return false }
        let date = /[0-9]{4}-[0-9]{2}-[0-9]{2}/
        let moment =
            #/
            [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} ([Tt]|[\ \t]+) [0-9]{1,2}:[0-9]{2}:[0-9]{2} (\.[0-9]*)?
            ([\ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?
            /#
        return text.wholeMatch(of: date) != nil || text.wholeMatch(of: moment) != nil
    }
}
