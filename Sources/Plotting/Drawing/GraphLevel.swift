/// How much of each node is drawn.
package enum GraphLevel: Sendable, CaseIterable, Hashable {
    /// A border around title, state and a line or more below.
    case box

    /// One line with title and state.
    case pill

    /// A row for each node, and lanes for the lines; any graph in any width.
    case list
}
