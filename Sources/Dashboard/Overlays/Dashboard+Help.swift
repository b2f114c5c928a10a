extension Dashboard {
    /// Every action that the help sheet names.
    package static var helpActions: [Action] { HelpSheet.actions }
}
