import Dashboard
import Domain
import Foundation
import Terminal
import Testing

/// A dashboard without a terminal: messages go in, requests and a screen come out.
struct ScreenTrial {
    var model: Model
    /// What was asked for since it was looked at last.
    private(set) var requests: [Request] = []

    init(
        _ width: Int,
        _ height: Int,
        _ project: ProjectSnapshot?,
        plan: Plan? = nil,
        glyphs: GlyphSet = .unicode,
        isReadOnly: Bool = false,
        owner: String? = nil,
        playback: Playback? = nil
    ) {
        let settings = Model.Settings(
            user: "ana",
            owner: owner,
            host: "gpu-box",
            isReadOnly: isReadOnly,
            isReplay: playback != nil,
            keyMap: KeyMap(),
            timeZone: .gmt
        )
        model = Model(
            settings: settings,
            size: Size(width: width, height: height),
            glyphs: glyphs,
            now: StudyProject.now
        )
        model.playback = playback
        if let project { send(.answered(.project(project))) }
        if let plan { show(plan) }
        requests = []
    }

    mutating func send(_ message: Message) {
        requests += Dashboard.update(&model, message)
    }

    mutating func show(_ plan: Plan) {
        send(.answered(.plan(plan, .all, StartOptions(), .show)))
    }

    mutating func press(_ keys: Key...) {
        for key in keys { send(.key(key)) }
    }

    mutating func type(_ text: String) {
        for scalar in text.unicodeScalars { send(.key(Key(scalar))) }
    }

    /// A click into the first region of this name and number.
    mutating func click(_ name: String, _ index: Int = 0) throws {
        let spot = place(of: name, index)
        let place = try #require(spot)
        send(.mouse(MouseEvent(.press(.left), at: place)))
    }

    mutating func wheel(_ action: MouseEvent.Action, over name: String) throws {
        let spot = place(of: name, 0)
        let place = try #require(spot)
        send(.mouse(MouseEvent(action, at: place)))
    }

    /// The middle of a region, as the loop would know it after a frame.
    private mutating func place(of name: String, _ index: Int) -> Point? {
        model.regions = canvas.grid.regions
        let id = RegionID(name, index)
        return model.regions.first { $0.id == id }.map { region in
            Point(
                x: region.rect.x + region.rect.width / 2,
                y: region.rect.y + region.rect.height / 2
            )
        }
    }

    /// What was asked for since the last look.
    mutating func takeRequests() -> [Request] {
        defer { requests = [] }
        return requests
    }

    var canvas: Canvas {
        var canvas = Canvas(size: model.size, glyphs: model.glyphs)
        Dashboard.draw(model, on: &canvas)
        return canvas
    }

    /// The screen's rows without spaces at their ends.
    var rows: [String] {
        canvas.text.split(separator: "\n", omittingEmptySubsequences: false).map { row in
            var row = String(row)
            while row.last == " " { row.removeLast() }
            return row
        }
    }

    var screen: String { rows.joined(separator: "\n") }

    var hints: String { rows.last ?? "" }

    var notice: String? { model.notice?.text.string }

    func shows(_ text: String) -> Bool { screen.contains(text) }
}
