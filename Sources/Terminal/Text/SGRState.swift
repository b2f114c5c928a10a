/// The colours and traits that SGR sequences have switched on so far.
///
/// A log reader that wants colours to last over line breaks keeps one and hands it from line to
/// line.
package struct SGRState: Hashable, Sendable {
    /// The most parameters one sequence may have; terminals ignore the others too.
    static let parameterLimit = 32

    package private(set) var style = Style.inherited

    package init() {}

    /// Takes the parameters of `ESC [ … m`.
    ///
    /// A value of `nil` was left out and counts as 0. `colons` tells which parameters were joined
    /// to the one before by a colon, as in `38:2::255:0:0`.
    mutating func apply(_ parameters: [Int?], colons: [Bool]) {
        var index = 0
        repeat {
            // An empty list is a reset.
            let code = index < parameters.count ? parameters[index] ?? 0 : 0
            index += 1
            var parts: [Int?] = []
            while index < parameters.count, colons[index] {
                parts.append(parameters[index])
                index += 1
            }
            if code == 38 || code == 48 || code == 58 {
                let color = parts.isEmpty ? nil : SGRState.color(ofParts: parts)
                let (paint, used) =
                    parts.isEmpty
                    ? SGRState.color(in: parameters[index...]) : (color, 0)
                index += used
                if let paint { set(paint, by: code) }
            } else {
                apply(code, underlineKind: parts.first ?? nil)
            }
        } while index < parameters.count
    }

    private mutating func set(_ paint: Paint, by code: Int) {
        switch code {
        case 38: style.foreground = paint
        case 48: style.background = paint
        default: break  // The colour of underlines is not shown.
        }
    }

    private mutating func apply(_ code: Int, underlineKind: Int?) {
        switch code {
        case 0: style = .inherited
        case 1: style.traits.insert(.bold)
        case 2: style.traits.insert(.dim)
        case 3: style.traits.insert(.italic)
        case 4 where underlineKind == 0: style.traits.remove(.underline)
        case 4, 21: style.traits.insert(.underline)
        case 7: style.traits.insert(.reverse)
        case 9: style.traits.insert(.strikethrough)
        case 22: style.traits.subtract([.bold, .dim])
        case 23: style.traits.remove(.italic)
        case 24: style.traits.remove(.underline)
        case 27: style.traits.remove(.reverse)
        case 29: style.traits.remove(.strikethrough)
        case 30...37: style.foreground = .index(UInt8(code - 30))
        case 39: style.foreground = .inherited
        case 40...47: style.background = .index(UInt8(code - 40))
        case 49: style.background = .inherited
        case 90...97: style.foreground = .index(UInt8(code - 90 + 8))
        case 100...107: style.background = .index(UInt8(code - 100 + 8))
        default: break  // Blinking, hidden text and fonts would only harm the reader.
        }
    }

    /// Reads `5;n` or `2;r;g;b`, and says how many parameters that took.
    private static func color(in rest: ArraySlice<Int?>) -> (Paint?, Int) {
        let values = rest.prefix(4).map { $0 ?? 0 }
        switch values.first {
        case 5: return (indexed(values.dropFirst().first), min(2, values.count))
        case 2: return (direct(values.dropFirst()), min(4, values.count))
        default: return (nil, values.isEmpty ? 0 : 1)
        }
    }

    /// Reads `5:n`, `2:r:g:b` or, with a colour space that is not used, `2::r:g:b`.
    private static func color(ofParts parts: [Int?]) -> Paint? {
        switch parts.first ?? nil {
        case 5: return indexed(parts.count > 1 ? parts[1] ?? 0 : nil)
        case 2:
            let values = parts.dropFirst(parts.count > 4 ? 2 : 1).map { $0 ?? 0 }
            return direct(values.prefix(3))
        default: return nil
        }
    }

    private static func indexed(_ value: Int?) -> Paint? {
        value.flatMap { UInt8(exactly: $0) }.map { .index($0) }
    }

    private static func direct(_ values: ArraySlice<Int>) -> Paint? {
        let channels = values.compactMap { UInt8(exactly: $0) }
        guard channels.count == 3 else { return nil }
        return .rgb(RGB(red: channels[0], green: channels[1], blue: channels[2]))
    }
}
