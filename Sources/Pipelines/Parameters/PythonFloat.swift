/// Floating-point numbers as Python prints them.
enum PythonFloat {
    /// The text of `repr`: the fewest digits that give the number back, with an exponent below
    /// 1e-4 and from 1e16 on.
    static func repr(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        guard value != 0 else { return value.sign == .minus ? "-0.0" : "0.0" }
        let (digits, point) = shortest(value.magnitude)
        let sign = value < 0 ? "-" : ""
        let exponent = point - 1
        guard exponent >= -4, exponent < 16 else {
            let rest = digits.dropFirst()
            let mantissa = digits.prefix(1) + (rest.isEmpty ? "" : "." + rest)
            let size = String(exponent.magnitude)
            let padded = size.count < 2 ? "0" + size : size
            return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(padded)"
        }
        if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)" }
        if digits.count <= point {
            return "\(sign)\(digits)\(String(repeating: "0", count: point - digits.count)).0"
        }
        return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }

    /// The fewest digits that give the number back, and where its point stands in them.
    private static func shortest(_ value: Double) -> (digits: String, point: Int) {
        let parts = value.description.split(separator: "e")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let halves = parts[0].split(separator: ".")
        let whole = String(halves[0])
        let fraction = halves.count > 1 && halves[1] != "0" ? String(halves[1]) : ""
        let all = whole + fraction
        let zeros = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(zeros))
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        return (digits, whole.count - zeros + exponent)
    }
}
