/// The sequences that turn on what we use of a terminal besides ncurses, and off again.
enum ScreenModes {
    /// Clicks, drags and the wheel, in the form that knows no last column.
    static let mouseOn = "\u{1b}[?1000h\u{1b}[?1002h\u{1b}[?1006h"

    /// Turns every form of mouse reports off, ours or not.
    static let mouseOff = "\u{1b}[?1006l\u{1b}[?1003l\u{1b}[?1002l\u{1b}[?1000l"

    /// Pastes between marks, and reports of the focus.
    static let inputOn = "\u{1b}[?2004h\u{1b}[?1004h"
    static let inputOff = "\u{1b}[?1004l\u{1b}[?2004l"

    /// A frame between these is shown at once.
    static let frameBegin = "\u{1b}[?2026h"
    static let frameEnd = "\u{1b}[?2026l"

    /// Asks whether frames can be marked so.
    static let askFrames = "\u{1b}[?2026$p"

    /// Shows one of our glyphs at the start of the second row, and asks where the cursor is then.
    static let askWidth = "\u{1b}[2;1H●\u{1b}[6n"
    static let askedRow = 2

    /// Keeps the window's title on the terminal's stack, and takes it from there.
    static let keepTitle = "\u{1b}[22;2t"
    static let takeTitle = "\u{1b}[23;2t"

    static func on(mouse: Bool) -> String {
        inputOn + (mouse ? mouseOn : "")
    }

    static func off(title: Bool) -> String {
        frameEnd + mouseOff + inputOff + (title ? takeTitle : "")
    }
}
