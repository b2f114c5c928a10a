import Domain

/// Reads parameters from Python files without running them.
///
/// They are the literals given to names at the top of the file, in bodies of classes and to
/// attributes of `self` in `__init__`. Everything else is passed over: what is computed, and what
/// stands in a loop, a condition or another function.
struct PythonParameters {
    /// The values of a file, in the order written; a class is a mapping.
    static func read(_ bytes: [UInt8], _ path: ProjectPath) throws(InputMistakes) -> ParameterValue
    {
        try checkEncoding(bytes, path)
        do throws(PythonFault) {
            var lexer = PythonLexer(bytes)
            var reader = PythonReader(try lexer.read())
            return .mapping(try reader.read().list)
        } catch {
            let place = SourceText.place(of: error.offset, in: bytes, path)
            throw InputMistakes(InputMistake(place, "this is not valid Python: \(error.text)."))
        }
    }

    private static func checkEncoding(
        _ bytes: [UInt8],
        _ path: ProjectPath
    ) throws(InputMistakes) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let place = SourceText.place(of: error.byteOffsets.lowerBound, in: bytes, path)
            throw InputMistakes(
                InputMistake(place, "this is not valid UTF-8. Save the file as UTF-8.")
            )
        }
    }
}
