/// What happened at the terminal while the driver waited.
package enum TerminalEvent: Hashable, Sendable {
    case key(Key)
    case mouse(MouseEvent)
    case paste(Paste)
    /// The terminal's window got the focus, or lost it.
    case focus(Bool)
    /// The screen has another size now; many changes in a row come as one.
    case resize(Size)
    /// One of the watched descriptors can be read, or its other end is closed.
    case woken(Int32)
    /// The process was sent SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP or SIGCONT.
    case signal(Int32)
    /// The terminal is gone; it comes once, and nothing more can be read or shown.
    case hangup
    /// The terminal turned out to show these characters only; draw everything anew.
    case glyphs(GlyphSet)
}
