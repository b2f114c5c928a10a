/// The description of terminals that show any colour, which few systems have installed.
///
/// Colours are written as `38;2;R;G;B`, which more terminals read than the form with colons. It
/// promises only what xterm, VTE, kitty, foot, alacritty, iTerm2, Konsole and tmux share; above
/// all not that erasing leaves the background's colour (`bce`), where they differ.
enum DirectColorEntry {
    static let name = "pitwall-direct"

    /// The entry compiled by `tic -x`, as `infocmp -x -Q2` prints it, for ncurses' `TERMINFO`.
    ///
    /// Its flag `RGB` keeps ncurses from making a table of 16 million colours, which takes 470 MB
    /// and a third of a second.
    static let compiled = """
        b64:HgI7ABoADwBpAcQBcGl0d2FsbC1kaXJlY3R8ZGlyZWN0IGNvbG91ciBhcyB4dGVybSBhbmQgaXRzIGxpa2Ug\
        c2hvdyBpdAAAAQAAAQAAAAAAAAAAAQEAAAAAAAAAAAAAAQBQAAAACAAAABgAAAD_________________________\
        ____________________________AAAAAQAAAQD__wAAAgAEAP__FQAdACEAJQD__zAAQQBDAEcATgD__1AAVwD_\
        _1sA__9fAGMA__________9nAGwA__91AP_______3oAfwCEAIkA__-SAJYA_____58ApQD_________________\
        ____qwD__68A_____________7EA_____________________________________________7UA________uQD_\
        ______-\
        9AP_____________________________________________BAMoA0wDcAOUA7gD3AAABCQESAf_____________\
        _______________8bAR4BKQEsAS4B___________________________________________________________\
        _______________________________8xAf_____________________________________________________\
        ________________________________________________________________________________________\
        ________________________________________________________________________________________\
        _____________________________________________MwH________________________________________\
        _______________________________84Af__________________________________QQH________________\
        _______9GAf_____________________________________________________________________________\
        _____________________TAGIAQcADQAbWyVpJXAxJWQ7JXAyJWRyABtbSBtbMkoAG1tLABtbSgAbWyVpJXAxJWR\
        HABtbJWklcDElZDslcDIlZEgACgAbW0gAG1s_MjVsAAgAG1s_MjVoABtbQwAbW0EAG1tQABtbTQAbWzFtABtbPzE\
        wNDloABtbMm0AG1s3bQAbWzdtABtbNG0AG1slcDElZFgAG1ttABtbPzEwNDlsABtbMjdtABtbMjRtABtbTAB_ABt\
        bQgAbW0QAG1tDABtbQQAbWyVwMSVkUAAbWyVwMSVkTQAbWyVwMSVkQgAbWyVwMSVkQAAbWyVwMSVkUwAbWyVwMSV\
        kTAAbWyVwMSVkRAAbWyVwMSVkQwAbWyVwMSVkVAAbWyVwMSVkQQAbOAAbWyVpJXAxJWRkABs3AAoAG00ADQAbWzF\
        LABtbMzk7NDltABtbM20AG1syM20AG1szODsyOyVwMSV7NjU1MzZ9JS8lZDslcDElezI1Nn0lLyV7MjU1fSUmJWQ\
        7JXAxJXsyNTV9JSYlZG0AG1s0ODsyOyVwMSV7NjU1MzZ9JS8lZDslcDElezI1Nn0lLyV7MjU1fSUmJWQ7JXAxJXs\
        yNTV9JSYlZG0AAQAAAAAAAQAEAAEAAABSR0IA
        """
}
