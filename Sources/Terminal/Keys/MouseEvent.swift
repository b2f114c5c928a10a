/// What the mouse did, and in which cell.
package struct MouseEvent: Hashable, Sendable {
    /// A button of the mouse.
    package enum Button: Hashable, Sendable {
        case left
        case middle
        case right
        /// A further button, such as "back".
        case other
    }

    /// What was done.
    package enum Action: Hashable, Sendable {
        case press(Button)
        case release(Button)
        /// The mouse moved to another cell with a button down.
        case drag(Button)
        /// The mouse moved to another cell with no button down.
        case move
        case wheelUp
        case wheelDown
        case wheelLeft
        case wheelRight
    }

    package let action: Action

    /// The cell, counted from 0; it may lie beyond the screen while a button is held.
    package let place: Point
    package let modifiers: Key.Modifiers

    package init(_ action: Action, at place: Point, _ modifiers: Key.Modifiers = []) {
        self.action = action
        self.place = place
        self.modifiers = modifiers
    }
}
