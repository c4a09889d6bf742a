"""Packed goods. Each draws itself on a sheet whose ground is at y = 470 and returns its place for a label."""

from __future__ import annotations

from demo.pen import Box, Pen, dark, light

GROUND = 470


def carton(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(310, GROUND, 300)
    pen.shape([(210, 190), (250, 110), (390, 110), (350, 190)], light(colour, 0.55))
    pen.shape([(350, 190), (390, 110), (400, 190)], dark(colour, 0.12))
    pen.box((246, 84, 394, 116), dark(colour), 6)
    pen.box((210, 188, 350, GROUND), "#fbfbf8", 4)
    pen.shape([(350, 188), (400, 188), (400, GROUND - 16), (350, GROUND)], "#e1e5e8")
    pen.shape([(210, 330), (350, 290), (350, GROUND), (210, GROUND)], colour)
    pen.shape([(350, 290), (400, 310), (400, GROUND - 16), (350, GROUND)], dark(colour))
    pen.disc(318, 148, 20, "#ffffff")
    pen.disc(318, 144, 18, dark(colour, 0.1))
    return 216, 200, 344, 280


def bottle(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 240)
    pen.box((274, 78, 326, 112), dark(colour), 8)
    pen.box((280, 108, 320, 170), light(colour, 0.45), 4)
    pen.shape(
        [(280, 150), (320, 150), (346, 184), (366, 214), (370, 240), (230, 240), (234, 214), (254, 184)],
        light(colour, 0.45),
    )
    pen.box((230, 214, 370, GROUND), light(colour, 0.45), 26)
    pen.box((244, 230, 258, 450), light(colour, 0.75), 7)
    pen.box((230, 286, 370, 404), colour)
    pen.box((230, 286, 370, 294), dark(colour))
    pen.box((230, 396, 370, 404), dark(colour))
    return 236, 298, 364, 392


def cup(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND - 10, 280)
    pen.shape([(190, 200), (410, 200), (380, 462), (220, 462)], "#fcfcfa")
    pen.shape([(198, 272), (402, 272), (389, 388), (211, 388)], colour)
    pen.box((180, 176, 420, 206), light(colour, 0.2), 14)
    pen.box((196, 168, 404, 186), light(colour, 0.5), 10)
    return 216, 282, 386, 380


def tub(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND - 10, 360)
    pen.shape([(150, 250), (450, 250), (425, 462), (175, 462)], light(colour, 0.35))
    pen.shape([(155, 296), (445, 296), (432, 410), (168, 410)], "#fdfdfb")
    pen.box((134, 206, 466, 258), colour, 20)
    pen.box((150, 214, 450, 226), light(colour, 0.4), 6)
    return 176, 304, 424, 402


def bar(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, 400, 440)
    for x in (112, 460):
        pen.shape([(x, 222), (x + 28, 236), (x + 28, 372), (x, 386)], light(colour, 0.25))
    pen.box((132, 218, 468, 390), colour, 18)
    pen.box((132, 250, 468, 262), light(colour, 0.5))
    pen.box((148, 226, 452, 236), light(colour, 0.3), 5)
    for x in range(150, 452, 52):
        pen.box((x, 352, x + 42, 382), dark(colour), 6)
    return 150, 266, 450, 344


def bag(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 320)
    pen.shape([(192, 120), (408, 120), (426, 200), (420, 462), (180, 462), (174, 200)], colour)
    pen.box((180, 440, 420, GROUND), colour, 14)
    pen.shape([(186, 96), (414, 96), (408, 140), (192, 140)], dark(colour))
    for x in range(196, 410, 18):
        pen.line([(x, 102), (x, 134)], light(colour, 0.15), 3)
    pen.shape([(192, 150), (212, 150), (204, 452), (190, 452)], light(colour, 0.35))
    pen.box((206, 216, 394, 348), "#fffdf8", 20)
    pen.oval((240, 366, 360, 442), light(colour, 0.5))
    pen.oval((256, 378, 344, 432), dark(colour, 0.1))
    return 216, 226, 384, 338


def box(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(310, GROUND, 380)
    pen.shape([(150, 170), (200, 130), (460, 130), (410, 170)], light(colour, 0.35))
    pen.shape([(410, 170), (460, 130), (460, 424), (410, 466)], dark(colour))
    pen.box((150, 168, 412, 466), colour, 6)
    pen.box((150, 214, 412, 346), "#fffdf8")
    pen.box((150, 350, 412, 358), light(colour, 0.5))
    for x in (214, 281, 348):
        pen.shape([(x, 374), (x + 30, 408), (x, 442), (x - 30, 408)], light(colour, 0.4))
        pen.shape([(x, 392), (x + 14, 408), (x, 424), (x - 14, 408)], dark(colour, 0.1))
    return 162, 222, 400, 338


def brick(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(310, 420, 420)
    pen.shape([(120, 250), (170, 200), (490, 200), (440, 250)], light(colour, 0.5))
    pen.shape([(440, 250), (490, 200), (490, 366), (440, 416)], dark(colour))
    pen.box((120, 248, 442, 416), colour, 8)
    pen.box((140, 270, 422, 394), "#fffdf8", 16)
    return 150, 278, 412, 386


def sachet(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND - 20, 300)
    pen.box((190, 140, 410, 452), colour, 12)
    for y in (140, 424):
        pen.box((190, y, 410, y + 28), dark(colour), 10)
        for x in range(202, 404, 14):
            pen.line([(x, y + 5), (x, y + 23)], light(colour, 0.2), 3)
    pen.oval((206, 186, 394, 320), "#fffdf8")
    pen.blob(270, 374, 46, 22, -30, light(colour, 0.5))
    pen.blob(330, 374, 46, 22, 30, light(colour, 0.5))
    return 222, 206, 378, 300


def jar(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 320)
    pen.box((192, 180, 408, GROUND), light(colour, 0.25), 40)
    pen.box((202, 214, 398, GROUND - 10), colour, 34)
    pen.box((214, 196, 228, 452), light(colour, 0.6), 7)
    pen.box((204, 128, 396, 186), "#e7c27d", 12)
    pen.box((204, 148, 396, 156), "#cfa65a")
    pen.box((192, 262, 408, 386), "#fffdf8")
    pen.box((192, 262, 408, 270), dark(colour, 0.1))
    pen.box((192, 378, 408, 386), dark(colour, 0.1))
    return 204, 274, 396, 374


def can(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 320)
    pen.oval((190, 424, 410, 476), "#b4bcc4")
    pen.box((190, 186, 410, 450), colour)
    pen.oval((190, 420, 410, 468), colour)
    pen.box((190, 246, 410, 372), "#fffdf8")
    pen.box((206, 190, 222, 440), light(colour, 0.4))
    pen.oval((190, 154, 410, 210), "#c4ccd4")
    pen.oval((204, 160, 396, 202), "#e3e8ec")
    pen.ring((262, 168, 322, 190), "#a2acb6", 6)
    return 226, 252, 402, 366


def soda(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 220)
    pen.box((218, 128, 382, GROUND), "#c4ccd4", 26)
    pen.box((214, 150, 386, 450), colour, 14)
    pen.shape([(214, 350), (386, 280), (386, 400), (214, 440)], light(colour, 0.3))
    pen.box((228, 154, 242, 444), light(colour, 0.45), 7)
    pen.oval((230, 118, 370, 146), "#e3e8ec")
    return 246, 190, 380, 282


def tin(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 340)
    pen.box((180, 196, 420, 466), colour, 20)
    pen.box((172, 150, 428, 206), dark(colour), 18)
    pen.box((188, 158, 412, 168), light(colour, 0.3), 5)
    pen.box((180, 250, 420, 378), "#fffdf8")
    for x in range(206, 410, 32):
        pen.disc(x, 420, 9, light(colour, 0.5))
    return 192, 256, 408, 372


def softpack(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, 454, 440)
    pen.box((120, 190, 480, 454), colour, 46)
    pen.box((140, 202, 460, 222), light(colour, 0.45), 10)
    pen.box((246, 156, 354, 204), light(colour, 0.3), 22)
    pen.box((268, 172, 332, 194), pen.paper, 11)
    pen.oval((150, 244, 450, 404), "#fffdf8")
    return 186, 266, 414, 382


def pump(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 250)
    pen.line([(300, 200), (300, 118)], "#e9edf0", 18)
    pen.line([(300, 116), (228, 116), (220, 130)], "#dde2e6", 22)
    pen.box((264, 166, 336, 206), "#e9edf0", 10)
    pen.box((218, 200, 382, GROUND), colour, 36)
    pen.box((232, 222, 246, 450), light(colour, 0.5), 7)
    pen.box((236, 276, 376, 404), "#fffdf8", 18)
    return 242, 284, 370, 396


def tube(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 220)
    pen.shape([(212, 112), (388, 112), (364, 420), (236, 420)], colour)
    pen.box((208, 98, 392, 126), dark(colour), 6)
    pen.shape([(230, 132), (246, 132), (258, 414), (248, 414)], light(colour, 0.5))
    pen.box((244, 416, 356, GROUND), "#f2f4f5", 12)
    pen.shape([(226, 220), (374, 220), (367, 332), (233, 332)], "#fffdf8")
    return 240, 226, 360, 326


def tubebox(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, 410, 460)
    pen.shape([(90, 262), (126, 230), (510, 230), (474, 262)], light(colour, 0.5))
    pen.shape([(474, 262), (510, 230), (510, 372), (474, 406)], dark(colour))
    pen.box((90, 260, 476, 406), "#fdfdfd", 6)
    pen.shape([(90, 260), (190, 260), (150, 406), (90, 406)], colour)
    pen.shape([(206, 260), (226, 260), (186, 406), (166, 406)], light(colour, 0.4))
    return 236, 272, 466, 394


def canister(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 320)
    pen.box((216, 96, 290, 150), dark(colour), 10)
    pen.box((186, 144, 414, GROUND), colour, 40)
    pen.box((326, 176, 390, 262), pen.paper, 24)
    pen.box((202, 180, 216, 446), light(colour, 0.5), 7)
    pen.box((224, 282, 400, 414), "#fffdf8", 20)
    return 232, 290, 392, 406


def spray(pen: Pen, colour: str, _: str) -> Box:
    pen.shadow(300, GROUND, 260)
    pen.shape([(214, 96), (360, 96), (376, 150), (282, 158), (214, 130)], "#e9edf0")
    pen.box((196, 98, 224, 126), dark(colour), 6)
    pen.line([(268, 154), (244, 206)], dark(colour), 14)
    pen.box((278, 150, 346, 216), "#dfe4e8", 8)
    pen.shape([(270, 210), (354, 210), (396, 290), (228, 290)], colour)
    pen.box((222, 262, 402, GROUND), colour, 32)
    pen.box((236, 296, 250, 450), light(colour, 0.5), 7)
    pen.box((240, 316, 394, 424), "#fffdf8", 18)
    return 248, 322, 386, 418


def petbag(pen: Pen, colour: str, animal: str) -> Box:
    place = bag(pen, colour, "")
    pen.disc(300, 404, 40, "#fffdf8")
    ears = [((266, 388), (270, 348), (294, 370)), ((334, 388), (330, 348), (306, 370))]
    for ear in ears if animal == "cat" else []:
        pen.shape(list(ear), "#4a4f5c")
    for x, turn in ((262, 20), (338, -20)) if animal != "cat" else []:
        pen.blob(x, 402, 22, 54, turn, "#4a4f5c")
    pen.disc(300, 402, 32, "#4a4f5c")
    pen.disc(288, 396, 5, "#ffffff")
    pen.disc(312, 396, 5, "#ffffff")
    pen.oval((293, 406, 307, 416), "#f0a0a8")
    return place


PACKS = {
    shape.__name__: shape
    for shape in (
        carton, bottle, cup, tub, bar, bag, box, brick, sachet, jar, can, soda, tin, softpack, pump, tube,
        tubebox, canister, spray, petbag,
    )
}  # fmt: skip
