package import Terminal

/// Whether an action applies here and now.
package enum Availability: Hashable, Sendable {
    case yes
    /// It belongs here, but not now; the text says why.
    case no(SafeText)
    /// It does not belong here.
    case absent
}

/// What a screen provides; each screen is a type without values.
protocol Screen {
    /// Whether an action that is the screen's own applies.
    static func availability(of action: Action, in model: Model) -> Availability

    /// Carries out an action; called only where it is available.
    static func perform(_ action: Action, in model: inout Model) -> [Request]

    /// The line under the tabs: where the person is, and what comes next.
    static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText)

    static func draw(_ model: Model, on canvas: inout Canvas)

    /// A click on one of the screen's regions; `isDouble` goes in.
    static func click(_ region: RegionID, in model: inout Model) -> [Request]
}
