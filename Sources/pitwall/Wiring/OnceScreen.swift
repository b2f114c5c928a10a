import Dashboard
import Domain
import Engine
import Foundation
import Glibc
import Terminal

/// The dashboard as plain lines, once: for pipes, scripts and screen readers.
enum OnceScreen {
    private static let size = Size(width: 100, height: 40)

    static func print(_ session: ProjectSession, _ settings: ScreenSettings) throws {
        var model = Model(
            settings: settings.model(user: session.user, isReadOnly: true),
            size: terminalSize(),
            glyphs: settings.isASCII ? .ascii : .unicode,
            now: SystemClock().now
        )
        var waiting = Dashboard.firstRequests
        while !waiting.isEmpty {
            guard case .read(let query) = waiting.removeFirst() else { continue }
            guard let answer = try answer(query, session) else { continue }
            waiting += Dashboard.update(&model, .answered(answer))
        }
        var canvas = Canvas(size: model.size, glyphs: model.glyphs)
        Dashboard.draw(model, on: &canvas)
        let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).trimmingTrailingSpaces }
        let last = lines.lastIndex { !$0.isEmpty } ?? 0
        Output.write(lines.prefix(last + 1).joined(separator: "\n") + "\n", to: 1)
    }

    private static func answer(_ query: Query, _ session: ProjectSession) throws -> Answer? {
        switch query {
        case .project: return .project(try session.reading.project())
        case .plan(let name, let selection, let options, let use):
            let plan = try session.reading.plan(of: name, selection: selection, options: options)
            return .plan(plan, selection, options, use)
        case .activity, .runs, .history, .tail, .log, .plots, .tracking, .registry,
            .trackedRuns, .lineage:
            return nil
        }
    }

    /// The size of the terminal, where the output is one.
    private static func terminalSize() -> Size {
        var window = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col >= 60 else { return size }
        return Size(width: Int(window.ws_col), height: max(16, Int(window.ws_row) - 1))
    }
}
