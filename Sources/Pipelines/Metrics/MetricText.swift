package import Domain

/// The values of a metrics file's bytes.
///
/// As in DVC, numbers, texts, `true` and `false` count wherever they stand in mappings; lists,
/// the times of YAML and TOML and nothing are left out.
package enum MetricText {
    /// Reads a file's bytes; its name says of which kind it is, and YAML is what has no other.
    package static func metrics(
        bytes: [UInt8],
        path: ProjectPath
    ) throws(InputMistakes) -> [Metric] {
        if bytes.contains(0) {
            throw mistake(path, "is a binary file. Metrics are read from JSON, YAML and TOML.")
        }
        var found: [Metric] = []
        switch suffix(of: path) {
        case "json":
            try checkEncoding(bytes, path)
            collect(try json(bytes, path), [], into: &found)
        case "toml":
            try checkEncoding(bytes, path)
            let document = try toml(bytes, path)
            collect(.table(TOMLDocument.root), of: document, [], into: &found)
        case "py":
            collect(try PythonParameters.read(bytes, path), [], into: &found)
        default:
            collect(try YAMLFile(bytes: bytes, path: path).root, [], into: &found)
        }
        return found
    }

    // MARK: - Values

    private static func collect(
        _ value: ParameterValue,
        _ names: [String],
        into found: inout [Metric]
    ) {
        switch value {
        case .mapping(let members):
            for member in members {
                collect(member.value, names + [name(member.key)], into: &found)
            }
        case .integer(let value): found.append(metric(names, .integer(value)))
        case .bigInteger(let digits):
            let number = MetricValue.float(Double(digits) ?? .infinity, text: digits)
            found.append(metric(names, number))
        case .float(let value): found.append(metric(names, float(value)))
        case .bool(let value): found.append(metric(names, .bool(value)))
        case .text(let text): found.append(metric(names, .text(text)))
        case .null, .list: break
        }
    }

    private static func collect(
        _ node: YAMLNode,
        _ names: [String],
        into found: inout [Metric]
    ) {
        switch node.content {
        case .mapping(let entries):
            for entry in entries {
                let name = name(ParameterValue(entry.key))
                collect(entry.value, names + [name], into: &found)
            }
        case .scalar(let scalar):
            guard !YAMLMoment.isAny(scalar) else { return }
            collect(ParameterValue(scalar), names, into: &found)
        case .list: break
        }
    }

    private static func collect(
        _ node: TOMLNode,
        of document: TOMLDocument,
        _ names: [String],
        into found: inout [Metric]
    ) {
        switch node {
        case .table(let table):
            for (name, node) in document.tables[table].members {
                collect(node, of: document, names + [name.text], into: &found)
            }
        case .integer(let value): found.append(metric(names, .integer(value)))
        case .float(let value): found.append(metric(names, float(value)))
        case .bool(let value): found.append(metric(names, .bool(value)))
        case .text(let text): found.append(metric(names, .text(text)))
        case .moment, .list, .group: break
        }
    }

    private static func metric(_ names: [String], _ value: MetricValue) -> Metric {
        Metric(name: names.joined(separator: "."), value: value)
    }

    private static func float(_ value: Double) -> MetricValue {
        .float(value, text: PythonFloat.repr(value))
    }

    private static func name(_ key: ParameterValue) -> String {
        if case .text(let text) = key { return text }
        return FlowText.text(of: key)
    }

    // MARK: - Files

    private static func suffix(of path: ProjectPath) -> String {
        let name = StagePath.name(path)
        guard let mark = name.lastIndex(of: "."), mark != name.startIndex else { return "" }
        return name[name.index(after: mark)...].lowercased()
    }

    private static func checkEncoding(
        _ bytes: [UInt8],
        _ path: ProjectPath
    ) throws(InputMistakes) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let place = SourceText.place(of: error.byteOffsets.lowerBound, in: bytes, path)
            let text = "this is not valid UTF-8. Have its stage write it as UTF-8."
            throw InputMistakes(InputMistake(place, text))
        }
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

    private static func toml(
        _ bytes: [UInt8],
        _ path: ProjectPath
    ) throws(InputMistakes) -> TOMLDocument {
        var reader = TOMLReader(bytes)
        do throws(TOMLFault) {
            return try reader.read()
        } catch {
            let place = SourceText.place(of: error.offset, in: bytes, path)
            throw InputMistakes(InputMistake(place, "this is not valid TOML: \(error.text)."))
        }
    }

    private static func mistake(_ path: ProjectPath, _ text: String) -> InputMistakes {
        InputMistakes(InputMistake(file: path, text))
    }
}
