package import Domain

/// A file whose values stages depend on.
package struct ParameterFile: Hashable, Sendable {
    /// A mapping.
    package let root: ParameterValue

    /// Reads a file's bytes; its name says of which kind it is.
    package init(bytes: [UInt8], path: ProjectPath) throws(InputMistakes) {
        let value =
            switch Self.suffix(of: path.text) {
            case "json": try Self.json(bytes, path)
            case "toml": try TOMLParameters.read(bytes, path)
            case "py": try PythonParameters.read(bytes, path)
            default: ParameterValue(try YAMLFile(bytes: bytes, path: path).root)
            }
        // An empty file of YAML has no values, which is no mistake.
        root = value == .null ? .mapping([]) : value
        guard case .mapping = root else {
            throw InputMistakes(
                InputMistake(
                    file: path,
                    "has no parameters: it holds \(root.kind) where a mapping of names to values"
                        + " is needed."
                )
            )
        }
    }

    /// The value under a dotted key; nil where there is none.
    package func value(at key: String) -> ParameterValue? {
        root.value(at: key)
    }

    /// All values with their names, which must be texts, as a stage sees that tracks the file.
    package func topLevel(path: ProjectPath) throws(InputMistakes) -> [(String, ParameterValue)] {
        guard case .mapping(let members) = root else { return [] }
        return try members.map { member throws(InputMistakes) in
            guard case .text(let name) = member.key else {
                throw InputMistakes(
                    InputMistake(
                        file: path,
                        "the name '\(FlowText.text(of: member.key))' is not a text. A file that is"
                            + " tracked whole needs texts as names; put it in quotes."
                    )
                )
            }
            return (name, member.value)
        }
    }

    private static func suffix(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let mark = name.lastIndex(of: "."), mark != name.startIndex else { return "" }
        return name[name.index(after: mark)...].lowercased()
    }

    private static func json(
        _ bytes: [UInt8],
        _ path: ProjectPath
    ) throws(InputMistakes) -> ParameterValue {
        var reader = JSONReader(bytes)
        do throws(JSONFault) {
            return ParameterValue(try reader.document())
        } catch {
            let place = SourceText.place(of: error.offset, in: bytes, path)
            throw InputMistakes(InputMistake(place, "this is not valid JSON: \(error.text)."))
        }
    }
}
