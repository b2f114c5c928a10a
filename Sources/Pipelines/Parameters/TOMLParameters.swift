import Domain
import TOMLKit

/// Reads TOML parameter files.
enum TOMLParameters {
    /// Tables and lists inside one another.
    static let deepest = 64

    /// The values of a file, tables in the order of their keys.
    static func read(_ bytes: [UInt8], _ path: ProjectPath) throws(InputMistakes) -> ParameterValue
    {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw InputMistakes(
                InputMistake(file: path, "is not valid UTF-8. Save the file as UTF-8.")
            )
        }
        do {
            return try table(try TOMLTable(string: text), path, at: [])
        } catch let error as TOMLParseError {
            let place = SourcePlace(
                file: path,
                line: max(1, error.source.begin.line),
                column: max(1, error.source.begin.column)
            )
            throw InputMistakes(
                InputMistake(place, "this is not valid TOML: \(error.description).")
            )
        } catch let error as InputMistakes {
            throw error
        } catch {
            throw InputMistakes(InputMistake(file: path, "cannot be read as TOML."))
        }
    }

    private static func table(
        _ table: TOMLTable,
        _ path: ProjectPath,
        at key: [String]
    ) throws(InputMistakes) -> ParameterValue {
        guard key.count < deepest else { throw tooDeep(path, key) }
        let names = table.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return .mapping(
            try names.map { name throws(InputMistakes) in
                let value = table[name]?.tomlValue
                return ParameterValue.Member(
                    key: .text(name),
                    value: try self.value(value, path, at: key + [name])
                )
            }
        )
    }

    private static func value(
        _ value: TOMLValue?,
        _ path: ProjectPath,
        at key: [String]
    ) throws(InputMistakes) -> ParameterValue {
        if let table = value?.table { return try self.table(table, path, at: key) }
        if let array = value?.array {
            guard key.count < deepest else { throw tooDeep(path, key) }
            return .list(
                try array.enumerated().map { index, item throws(InputMistakes) in
                    try self.value(item.tomlValue, path, at: key + [String(index)])
                }
            )
        }
        if let text = value?.string { return .text(text) }
        if let bool = value?.bool { return .bool(bool) }
        if let whole = value?.int { return .integer(whole) }
        if let float = value?.double { return .float(float) }
        throw InputMistakes(
            InputMistake(
                file: path,
                "the value of '\(key.joined(separator: "."))' is a date or time, which a lock"
                    + " cannot hold. Put it in quotes."
            )
        )
    }

    private static func tooDeep(_ path: ProjectPath, _ key: [String]) -> InputMistakes {
        InputMistakes(
            InputMistake(
                file: path,
                "'\(key.prefix(3).joined(separator: "."))…' is nested deeper than \(deepest)"
                    + " levels. Pitwall stops here to protect your machine."
            )
        )
    }
}
