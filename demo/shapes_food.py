"""Unpacked food: fruit, bread, meat, cakes. Only an egg box returns a place for a label."""

from __future__ import annotations

import math

from demo.pen import DARK_INK, Box, Pen, blend, dark, ink_on, light

_FRUIT_COLOURS = {
    "apple": "#d8473a", "banana": "#f5cf3d", "orange": "#f58a1f", "lemon": "#f5dc3d", "pear": "#b9c83a",
    "grapes": "#8a4fa8", "melon": "#3f9a4a", "pomegranate": "#c42a40", "potato": "#cfa468",
    "onion": "#d08a3a",
    "carrot": "#f07f2a", "tomato": "#e0382e", "cucumber": "#4f9a3f", "cabbage": "#9cc96a", "beet": "#8e2450",
    "pepper": "#e8442e", "garlic": "#f1ebe0",
}  # fmt: skip
_LEAF = "#5aa84a"


def fruit(pen: Pen, colour: str, kind: str) -> None:
    colour = colour if kind in ("apple", "grapes", "tomato") and colour != "#" else _FRUIT_COLOURS[kind]
    pen.shadow(300, 456, 400)
    _SINGLE.get(kind, _round)(pen, colour, kind)


def _round(pen: Pen, colour: str, kind: str) -> None:
    """Three of a kind in a heap."""
    for x, y, radius in ((208, 362, 88), (392, 362, 88), (300, 320, 104)):
        pen.disc(x, y, radius, dark(colour, 0.14))
        pen.disc(x - 5, y - 6, radius - 7, colour)
        pen.blob(x - radius * 0.36, y - radius * 0.42, radius * 0.5, radius * 0.28, -38, light(colour, 0.5))
    if kind in ("apple", "orange", "lemon", "tomato", "pomegranate"):
        pen.curve((300, 226), (302, 200), (316, 178), "#6b4a2c", 9)
        pen.blob(346, 196, 70, 30, -22, _LEAF)
        pen.line([(318, 208), (372, 186)], light(_LEAF), 4)
    if kind == "pomegranate":
        pen.shape(
            [(278, 230), (272, 194), (290, 212), (300, 190), (310, 212), (328, 194), (322, 230)], dark(colour)
        )
    if kind in ("potato", "beet"):
        for x, y in ((262, 300), (330, 340), (302, 376), (180, 372), (412, 352)):
            pen.blob(x, y, 14, 6, 20, dark(colour))
    if kind == "cabbage":
        for turn in range(4):
            pen.arc((226 + turn * 16, 240 + turn * 20, 374 - turn * 6, 420), 180, 320, light(colour, 0.55), 6)
    if kind == "garlic":
        for x in (266, 300, 334):
            pen.curve((300, 224), (x, 300), (300 + (x - 300) * 0.9, 410), dark(colour, 0.16), 4)


def _banana(pen: Pen, colour: str, _: str) -> None:
    back = dark(colour, 0.1)
    for bend, tip, tone in ((470, (494, 300), back), (440, (470, 372), colour), (400, (420, 430), colour)):
        pen.curve((170, 200), (190, bend), tip, dark(tone, 0.16), 74)
        pen.curve((168, 196), (188, bend - 6), (tip[0] - 4, tip[1] - 5), tone, 60)
        pen.disc(*tip, 16, "#7a5a2a")
    pen.line([(172, 196), (150, 140)], "#9a7a2a", 40)
    pen.line([(150, 140), (146, 124)], "#6b4a2c", 40)


def _pear(pen: Pen, colour: str, _: str) -> None:
    for x, tone in ((210, dark(colour, 0.1)), (380, colour)):
        pen.disc(x, 364, 94, dark(tone, 0.12))
        pen.disc(x, 236, 54, dark(tone, 0.12))
        pen.shape([(x - 53, 228), (x + 53, 228), (x + 88, 332), (x - 88, 332)], dark(tone, 0.12))
        pen.disc(x - 4, 360, 86, tone)
        pen.disc(x - 4, 236, 46, tone)
        pen.shape([(x - 49, 230), (x + 41, 230), (x + 76, 330), (x - 84, 330)], tone)
        pen.blob(x - 40, 330, 30, 76, 18, light(tone, 0.5))
        pen.curve((x, 190), (x + 4, 166), (x + 20, 148), "#6b4a2c", 10)
        pen.blob(x + 52, 164, 60, 26, -22, _LEAF)


def _onion(pen: Pen, colour: str, _: str) -> None:
    for x, y, size in ((200, 366, 84), (400, 366, 84), (300, 320, 108)):
        neck, top = size * 0.4, y - size * 0.8
        pen.shape([(x - neck, top), (x, y - size * 1.5), (x + neck, top)], colour)
        pen.disc(x, y, size, dark(colour, 0.16))
        pen.disc(x - 3, y - 4, size - 7, colour)
        for width in (1.2, 0.5):
            half = size * width / 2
            pen.arc((x - half, y - size, x + half, y + size - 8), 90, 270, dark(colour, 0.2), 4)
            pen.arc((x - half, y - size, x + half, y + size - 8), 270, 90, dark(colour, 0.2), 4)
        pen.blob(x - size * 0.45, y - size * 0.4, size * 0.2, size * 0.5, 25, light(colour, 0.5))


def _grapes(pen: Pen, colour: str, _: str) -> None:
    colour = blend(colour, "#6a3fb0", 0.45) if ink_on(colour) != DARK_INK else colour  # black grapes are blue
    pen.curve((300, 190), (306, 150), (330, 120), "#6b4a2c", 12)
    pen.blob(370, 160, 110, 66, -20, _LEAF)
    for row, count in enumerate((5, 6, 5, 4, 3, 1)):
        for place in range(count):
            x, y = 300 + (place - (count - 1) / 2) * 54, 208 + row * 46
            pen.disc(x, y, 31, dark(colour, 0.2))
            pen.disc(x - 2, y - 3, 27, colour)
            pen.disc(x - 9, y - 10, 8, light(colour, 0.6))


def _melon(pen: Pen, colour: str, _: str) -> None:
    pen.disc(260, 310, 150, dark(colour))
    for width in (290, 190, 90):
        pen.oval((260 - width / 2, 162, 260 + width / 2, 458), colour if width != 190 else dark(colour, 0.35))
    pen.slice((270, 190, 510, 450), 0, 180, "#e9f2d8")
    pen.slice((262, 182, 518, 456), 0, 180, dark(colour))
    pen.slice((274, 196, 506, 440), 0, 180, "#eef6dc")
    pen.slice((284, 206, 496, 430), 0, 180, "#e8484a")
    for x, y in ((340, 346), (390, 376), (440, 346), (366, 398), (416, 400)):
        pen.blob(x, y, 9, 16, 0, "#2b2530")


def _long(pen: Pen, colour: str, kind: str) -> None:
    for shift in (-76, 0, 76):
        if kind == "carrot":
            pen.shape(
                [(256 + shift, 190), (344 + shift, 190), (310 + shift, 440), (290 + shift, 440)], colour
            )
            pen.disc(300 + shift, 194, 44, colour)
            pen.disc(300 + shift, 436, 12, colour)
            for y in (240, 290, 340):
                pen.line([(270 + shift, y), (296 + shift, y + 4)], dark(colour), 5)
            for bend in (-30, 0, 30):
                pen.curve(
                    (300 + shift, 156), (300 + shift + bend, 130), (300 + shift + bend * 1.4, 92), _LEAF, 13
                )
        else:
            pen.blob(300 + shift * 1.1, 300, 84, 310, 12, dark(colour, 0.18))
            pen.blob(296 + shift * 1.1, 298, 70, 292, 12, colour)
            for y in (220, 280, 340, 390):
                pen.disc(300 + shift * 1.1 - (y - 300) * 0.2, y, 5, light(colour, 0.55))


def _pepper(pen: Pen, colour: str, _: str) -> None:
    for x, tone in ((226, colour), (378, "#f2b92e")):
        for shift in (-42, 42, 0):
            pen.box((x + shift - 50, 210, x + shift + 50, 440), dark(tone, 0.1) if shift else tone, 48)
        pen.blob(x - 20, 270, 20, 80, 8, light(tone, 0.55))
        pen.line([(x, 214), (x + 4, 182), (x + 22, 160)], _LEAF, 20)


_SINGLE = {
    "banana": _banana,
    "grapes": _grapes,
    "melon": _melon,
    "carrot": _long,
    "cucumber": _long,
    "pepper": _pepper,
    "pear": _pear,
    "onion": _onion,
}


def herb(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 466, 220)
    for step in range(-6, 7):
        tip = (300 + step * 26, 150 + abs(step) * 14)
        pen.curve((300 + step * 3, 460), (300 + step * 4, 300), tip, dark(colour, 0.15), 8)
        for along in range(4):
            x, y = tip[0] - step * 4 * along, tip[1] + along * 34
            pen.blob(x - 14, y, 34, 16, 35, colour if (along + step) % 2 else light(colour, 0.25))
            pen.blob(x + 14, y, 34, 16, -35, light(colour, 0.12))
    pen.box((262, 370, 338, 396), "#e8744a", 10)


def dried(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 456, 420)
    for number in range(26):
        angle, reach = number * 2.4, 22 * math.sqrt(number)
        x, y = 300 + math.cos(angle) * reach * 1.4, 300 + math.sin(angle) * reach * 0.8
        pen.blob(x, y, 62, 46, number * 47, dark(colour, 0.15))
        pen.blob(x - 3, y - 3, 52, 36, number * 47, colour if number % 2 else light(colour, 0.12))
    pen.shape([(120, 340), (480, 340), (430, 456), (170, 456)], "#b5763f")
    pen.oval((120, 316, 480, 366), "#c98d55")
    pen.oval((140, 322, 460, 356), dark(colour, 0.1))


def meat(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 446, 460)
    pen.box((96, 190, 504, 440), "#f4f6f7", 40)
    pen.box((114, 206, 486, 424), "#dde3e7", 30)
    for x, turn in ((220, -12), (372, 14)):
        pen.blob(x, 314, 190, 158, turn, dark(colour, 0.12))
        pen.blob(x - 3, 310, 174, 142, turn, colour)
        pen.blob(x - 6, 306, 64, 40, turn + 30, light(colour, 0.6))
        pen.curve((x - 60, 330), (x - 10, 380), (x + 56, 336), light(colour, 0.5), 8)
    pen.blob(300, 410, 90, 24, 8, _LEAF)


def sausage(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 440, 440)
    for y in (252, 350):
        pen.line([(150, y), (450, y)], dark(colour), 86)
        pen.line([(152, y - 6), (448, y - 6)], colour, 70)
        pen.line([(170, y - 24), (400, y - 24)], light(colour, 0.45), 10)
        for x in (96, 504):
            pen.shape([(300 + (x - 300) * 0.92, y), (x, y - 18), (x, y + 18)], "#e9d8b8")
    pen.disc(430, 410, 54, dark(colour))
    pen.disc(430, 410, 44, light(colour, 0.35))
    for x, y in ((412, 396), (442, 392), (430, 424), (452, 418)):
        pen.disc(x, y, 6, "#fff5ea")


def fish(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 426, 440)
    pen.shape([(410, 300), (520, 216), (500, 300), (520, 390)], dark(colour))
    pen.shape([(230, 226), (300, 170), (370, 236)], dark(colour))
    pen.blob(272, 302, 360, 190, 0, dark(colour, 0.1))
    pen.blob(270, 298, 344, 174, 0, colour)
    pen.blob(276, 342, 270, 70, 0, light(colour, 0.5))
    pen.arc((140, 220, 260, 384), 290, 70, dark(colour), 8)
    for x in range(270, 400, 40):
        for y in (270, 306):
            pen.arc((x - 20, y - 18, x + 14, y + 18), 300, 60, light(colour, 0.45), 5)
    pen.disc(158, 276, 17, "#ffffff")
    pen.disc(156, 276, 9, "#2b3040")


def cheese(pen: Pen, _: str, __: str) -> None:
    pen.shadow(300, 436, 420)
    pen.shape([(110, 300), (450, 190), (490, 300)], "#fbe08a")
    pen.shape([(110, 300), (490, 300), (490, 424), (110, 424)], "#f5c842")
    pen.shape([(110, 412), (490, 412), (490, 428), (110, 428)], "#e0a92a")
    for x, y, radius in ((180, 350, 28), (280, 388, 20), (350, 336, 32), (446, 376, 24), (240, 322, 12)):
        pen.disc(x, y, radius, "#dda62c")
        pen.disc(x + 3, y + 3, radius - 5, "#eab938")


def eggs(pen: Pen, _: str, __: str) -> Box:
    pen.shadow(300, 446, 440)
    for row, y in enumerate((250, 300)):
        for x in range(150 + row * 26, 470, 62):
            pen.oval((x - 34, y - 60, x + 34, y + 40), "#d8a878")
            pen.oval((x - 31, y - 60, x + 27, y + 34), "#f0cba4")
            pen.blob(x - 12, y - 34, 14, 26, 20, "#fbe6cf")
    pen.shape([(96, 318), (504, 318), (476, 440), (124, 440)], "#a9b6a4")
    for x in range(130, 500, 68):
        pen.arc((x - 34, 284, x + 34, 352), 0, 180, "#93a28e", 8)
    pen.box((186, 362, 414, 430), "#fffdf8", 12)
    return 194, 364, 406, 428


def loaf(pen: Pen, colour: str, _: str) -> None:
    crust = "#c98a42" if colour in ("#eef0f2", "#") else colour
    pen.shadow(300, 426, 440)
    pen.box((100, 220, 500, 420), dark(crust, 0.18), 84)
    pen.box((108, 220, 492, 396), crust, 80)
    for x in (190, 268, 346, 424):
        pen.line([(x - 22, 330), (x + 16, 248)], light(crust, 0.45), 20)
    pen.blob(250, 246, 230, 16, 0, light(crust, 0.3))


def flatbread(pen: Pen, _: str, __: str) -> None:
    pen.shadow(300, 440, 420)
    pen.oval((96, 180, 504, 440), "#b8742f")
    pen.oval((104, 176, 496, 426), "#dc9a4a")
    pen.oval((170, 220, 430, 384), "#eab868")
    for number in range(20):
        angle = number * 2.4
        reach = 16 + number * 4
        pen.blob(
            300 + math.cos(angle) * reach, 302 + math.sin(angle) * reach * 0.6, 12, 7, number * 40, "#fff3d8"
        )


def cake(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 450, 460)
    pen.oval((80, 390, 520, 466), "#e6ebef")
    pen.box((130, 250, 470, 420), light(colour, 0.35), 20)
    for y in (300, 350):
        pen.box((130, y, 470, y + 16), dark(colour, 0.1))
    pen.oval((130, 380, 470, 440), light(colour, 0.35))
    pen.oval((130, 200, 470, 304), colour)
    pen.box((130, 250, 470, 272), colour)
    for x in range(146, 470, 44):
        pen.box((x, 256, x + 28, 304 + (x // 4) % 22), colour, 14)
    for x, y in ((220, 244), (300, 226), (380, 244), (300, 268)):
        pen.disc(x, y, 20, "#d8304a")
        pen.disc(x - 6, y - 7, 5, "#ffc6cf")


def icecream(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 470, 180)
    pen.shape([(224, 276), (376, 276), (300, 468)], "#dda25a")
    for step in range(-3, 4):
        pen.line([(300 + step * 22, 284), (300 + step * 6, 440)], "#c4863f", 4)
    for x, y, radius in ((244, 244, 62), (356, 244, 62), (300, 180, 82)):
        pen.disc(x, y, radius, dark(colour, 0.08))
        pen.disc(x - 3, y - 4, radius - 6, colour)
    pen.blob(270, 150, 54, 26, -35, light(colour, 0.6))
    pen.box((206, 262, 394, 296), "#eab868", 14)
    pen.disc(318, 98, 22, "#d8304a")


def candy(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 450, 420)
    tones = (colour, "#e8b43a", "#4aa8a0", "#e0607a", "#6f8fd8")
    for (x, y), tone in zip(((190, 240), (400, 232), (296, 316), (180, 396), (410, 390)), tones, strict=True):
        for side in (-1, 1):
            pen.shape(
                [(x + side * 44, y), (x + side * 92, y - 34), (x + side * 92, y + 34)], light(tone, 0.3)
            )
        pen.oval((x - 60, y - 42, x + 60, y + 42), tone)
        pen.arc((x - 40, y - 60, x + 40, y + 40), 30, 150, light(tone, 0.5), 8)


FOOD = {
    shape.__name__: shape
    for shape in (
        fruit, herb, dried, meat, sausage, fish, cheese, eggs, loaf, flatbread, cake, icecream, candy,
    )
}  # fmt: skip
