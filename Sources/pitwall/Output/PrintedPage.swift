import Foundation
import Glibc
import Terminal

/// What standard output can show.
enum PrintedPage {
    /// The width where nothing says how wide a line may be.
    private static let usualWidth = 100

    /// The terminal's columns; of a pipe or a file the usual ones.
    static var width: Int {
        var window = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 20 else {
            return usualWidth
        }
        return Int(window.ws_col)
    }

    /// All characters where the locale is one of UTF-8, else ASCII alone.
    static var glyphs: GlyphSet {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { environment[$0] }
            .first { !$0.isEmpty }
        let name = locale?.lowercased() ?? ""
        return name.contains("utf-8") || name.contains("utf8") ? .unicode : .ascii
    }
}
