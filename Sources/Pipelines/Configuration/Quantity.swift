import Foundation

/// Numbers with a unit: durations, sizes, shares and counts.
enum Quantity {
    static let durationUnits = ["us", "ms", "s", "m", "h", "d"]
    static let sizeUnits = ["B", "KB", "MB", "GB", "TB"]

    /// The longest duration in nanoseconds, ten years; longer ones are slips of the pen.
    static let longestNanoseconds = 3_650 * 8.64e13

    /// The largest size, a million terabytes.
    static let largestBytes = 1e18

    /// A number and the unit after it, which may be empty; nil where there is no number.
    static func split(_ text: String) -> (number: Double, unit: String)? {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let digits = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
        guard let first = digits.first, first.isNumber, digits.last != "_" else { return nil }
        guard let number = Double(digits.filter { $0 != "_" }), number.isFinite else { return nil }
        let unit = trimmed.dropFirst(digits.count).trimmingCharacters(in: .whitespaces)
        return (number, unit)
    }

    /// A duration, or what is wrong with the text.
    static func duration(_ text: String, isZeroAllowed: Bool) -> Result<Duration, QuantityProblem> {
        let units = Shape.joined(durationUnits)
        guard let (number, unit) = split(text) else {
            return .problem(
                "'\(text)' is not a duration. Write a number with \(units), like '30s'."
            )
        }
        let factors: [String: Double] = [
            "us": 1e3, "ms": 1e6, "s": 1e9, "m": 6e10, "h": 3.6e12, "d": 8.64e13,
        ]
        guard let factor = factors[unit] else {
            return .problem(
                unitProblem(unit, number: text, of: "a duration", units: durationUnits, like: "30s")
            )
        }
        guard number > 0 || isZeroAllowed else {
            return .problem("the duration must be longer than 0.")
        }
        let nanoseconds = (number * factor).rounded()
        guard nanoseconds <= longestNanoseconds else {
            return .problem("the duration must not be longer than ten years.")
        }
        return .success(.nanoseconds(Int64(nanoseconds)))
    }

    /// A number of bytes, or what is wrong with the text; units are powers of 1,000.
    static func size(_ text: String) -> Result<Int64, QuantityProblem> {
        guard let (number, unit) = split(text) else {
            let units = Shape.joined(sizeUnits)
            return .problem("'\(text)' is not a size. Write a number with \(units), like '8 GB'.")
        }
        guard let power = sizeUnits.firstIndex(of: unit) else {
            return .problem(
                unitProblem(unit, number: text, of: "a size", units: sizeUnits, like: "8 GB")
            )
        }
        let bytes = (number * pow(1_000, Double(power))).rounded()
        guard bytes >= 1, bytes <= largestBytes else {
            return .problem("the size must be between 1 B and 1,000,000 TB.")
        }
        return .success(Int64(bytes))
    }

    /// A share from 0 to 1, or what is wrong with the text.
    static func percent(_ text: String) -> Result<Double, QuantityProblem> {
        guard let (number, unit) = split(text) else {
            return .problem("'\(text)' is not a share. Write a number with %, like '5 %'.")
        }
        guard unit == "%" else {
            return .problem(
                unitProblem(unit, number: text, of: "a share", units: ["%"], like: "5 %")
            )
        }
        guard number <= 100 else { return .problem("a share is at most 100 %.") }
        return .success(number / 100)
    }

    /// A whole number above zero with one of the units, or what is wrong with the text.
    static func count(_ text: String, units: [String]) -> Result<Int, QuantityProblem> {
        let example = "3 \(units.first ?? "")"
        guard let (number, unit) = split(text) else {
            return .problem(
                "'\(text)' is not a count."
                    + " Write a number with \(Shape.joined(units)), like '\(example)'."
            )
        }
        guard units.contains(unit) || units.contains(unit + "s") else {
            return .problem(
                unitProblem(unit, number: text, of: "a count", units: units, like: example)
            )
        }
        guard let whole = Int(exactly: number), whole >= 1, whole <= 1_000_000_000 else {
            return .problem("the count must be a whole number from 1 to 1,000,000,000.")
        }
        return .success(whole)
    }

    /// A number without a needless fraction, `8` or `0.5`.
    static func plain(_ number: Double) -> String {
        Int(exactly: number).map { String($0) } ?? String(number)
    }

    private static func unitProblem(
        _ unit: String,
        number: String,
        of kind: String,
        units: [String],
        like example: String
    ) -> String {
        let allowed = Shape.joined(units)
        guard !unit.isEmpty else {
            return "\(kind) needs a unit: \(allowed), like '\(example)'."
        }
        let shown = unit.count <= 20 ? unit : String(unit.prefix(20)) + "…"
        let hint = NearestWord.hint(for: unit, among: units)
        return "unknown unit '\(shown)'. Use \(allowed), like '\(example)'.\(hint)"
    }
}

/// Why a text is not the quantity that is wanted, in a sentence.
struct QuantityProblem: Error, Equatable {
    let text: String
}

extension Result where Failure == QuantityProblem {
    static func problem(_ text: String) -> Self {
        .failure(QuantityProblem(text: text))
    }
}
