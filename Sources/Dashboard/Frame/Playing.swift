import Terminal

/// What is different in a replay: keys that move it, and what the past does not have.
enum Playing {
    /// Whether an action applies, where a replay decides that; nil where it does not.
    static func availability(of action: Action, in model: Model) -> Availability? {
        let isOwn = ActionTable.entry(of: action).scope == .replay
        guard model.settings.isReplay else {
            return isOwn ? .no("Only in what 'pitwall replay' plays.") : nil
        }
        switch action {
        case .plan, .plots: return .no("A replay looks at no files; 'w' says why a stage ran.")
        default: break
        }
        guard let command = command(of: action, in: model) else { return nil }
        guard let playback = model.playback else { return .no("Nothing is played.") }
        switch command {
        case .playOrPause: return .yes
        case .slower, .faster:
            let isFaster = command == .faster
            return playback.speed(faster: isFaster) != playback.speed
                ? .yes : .no(isFaster ? "It goes no faster." : "It goes no slower.")
        case .back: return playback.event > 1 ? .yes : .no("It began with this event.")
        case .forward: return playback.state != .over ? .yes : .no("This is the end of it.")
        }
    }

    /// What an action asks of the replay; nil outside of one, and where it asks nothing.
    static func command(of action: Action, in model: Model) -> PlaybackCommand? {
        guard model.settings.isReplay else { return nil }
        // In a log the brackets go through the stage's attempts, as they always do.
        let isLog = if case .log = model.place { true } else { false }
        switch action {
        case .playPause: return .playOrPause
        case .slower: return .slower
        case .faster: return .faster
        case .eventBack: return isLog ? nil : .back
        case .eventForward: return isLog ? nil : .forward
        default: return nil
        }
    }
}
