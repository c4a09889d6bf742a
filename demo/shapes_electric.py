"""Appliances, sound, power and light."""

from __future__ import annotations

from demo.pen import Pen, dark, light

BLACK = "#33383f"


def kettle(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(290, 468, 320)
    pen.arc((330, 150, 510, 430), 250, 110, BLACK, 34)
    pen.shape([(190, 170), (390, 170), (420, 430), (160, 430)], colour)
    pen.shape([(190, 176), (130, 196), (178, 250)], dark(colour, 0.15))
    pen.shape([(210, 180), (232, 180), (208, 420), (186, 420)], light(colour, 0.6))
    pen.slice((190, 130, 390, 220), 180, 360, BLACK)
    pen.box((270, 104, 310, 140), BLACK, 10)
    pen.box((146, 424, 434, 466), BLACK, 14)
    pen.disc(300, 445, 9, "#5ad1ff")
    for x in (300, 316, 332):
        pen.line([(x, 250), (x, 380)], dark(colour, 0.2), 4)


def appliance(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 466, 380)
    pen.box((140, 170, 460, 464), colour, 60)
    pen.slice((150, 110, 450, 330), 180, 360, light(colour, 0.3))
    pen.box((140, 212, 460, 228), dark(colour))
    pen.box((262, 96, 338, 128), BLACK, 14)
    pen.box((206, 272, 394, 392), BLACK, 20)
    pen.text(300, 318, "12:30", 44, "#7fe0c0", 160)
    for x, tone in ((244, "#e8644a"), (300, "#f0c24b"), (356, "#6ab04a")):
        pen.disc(x, 364, 11, tone)
    pen.box((164, 240, 180, 430), light(colour, 0.4), 8)
    for x in (180, 380):
        pen.box((x, 456, x + 40, 474), BLACK, 6)


def toaster(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 456, 420)
    for x in (190, 310):
        pen.box((x, 130, x + 104, 300), "#b8742f", 26)
        pen.box((x + 10, 142, x + 94, 300), "#eab868", 20)
    pen.box((120, 220, 480, 446), colour, 60)
    pen.box((150, 214, 450, 236), BLACK, 11)
    pen.box((144, 260, 162, 410), light(colour, 0.5), 9)
    pen.disc(400, 390, 22, BLACK)
    pen.box((470, 290, 506, 322), BLACK, 10)
    for x in (170, 390):
        pen.box((x, 436, x + 44, 460), BLACK, 8)


def scale(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 440, 420)
    pen.oval((130, 150, 470, 240), "#dfe6ea")
    pen.oval((160, 140, 440, 214), "#f7fafb")
    pen.shape([(140, 230), (460, 230), (500, 430), (100, 430)], light(colour, 0.2))
    pen.box((100, 412, 500, 440), dark(colour), 12)
    pen.box((210, 290, 390, 370), "#26302f", 12)
    pen.text(300, 330, "0 г", 48, "#8fe8c8", 150)


def iron(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 440, 440)
    pen.curve((440, 300), (540, 250), (500, 120), BLACK, 12)
    pen.arc((220, 170, 460, 420), 190, 350, BLACK, 44)
    pen.shape([(80, 410), (200, 300), (440, 280), (480, 410)], colour)
    pen.shape([(130, 380), (210, 316), (300, 304), (240, 380)], light(colour, 0.4))
    pen.shape([(70, 410), (486, 410), (480, 436), (84, 436)], "#c4ccd4")
    pen.disc(390, 344, 30, "#fffdf8")
    pen.disc(390, 344, 14, dark(colour))


def dryer(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(320, 470, 200)
    pen.shape([(310, 270), (390, 270), (366, 456), (300, 456)], dark(colour, 0.1))
    pen.box((170, 150, 420, 300), colour, 70)
    pen.shape([(180, 170), (100, 150), (100, 300), (180, 280)], BLACK)
    pen.disc(370, 225, 52, BLACK)
    for radius in (40, 28, 16):
        pen.ring((370 - radius, 225 - radius, 370 + radius, 225 + radius), "#6a7480", 4)
    pen.box((200, 170, 330, 186), light(colour, 0.5), 8)
    for y in (330, 366):
        pen.box((326, y, 352, y + 22), "#fffdf8", 8)
    for y in (180, 225, 270):
        pen.line([(82, y), (44, y)], light(colour, 0.5), 7)


def earbuds(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 460, 340)
    for x, side in ((210, -1), (390, 1)):
        pen.box((x - 17, 130, x + 17, 270), dark(colour, 0.3), 17)
        pen.disc(x + side * -14, 134, 46, colour)
        pen.disc(x + side * -38, 138, 20, "#5a626c")
        pen.box((x - 7, 236, x + 7, 262), "#9aa5ae", 6)
    pen.box((150, 290, 450, 456), colour, 66)
    pen.box((150, 346, 450, 354), dark(colour, 0.2))
    pen.disc(300, 390, 8, "#5ad18a")
    pen.box((186, 304, 414, 318), light(colour, 0.6), 7)


def headphones(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 470, 380)
    pen.arc((120, 80, 480, 480), 178, 362, dark(colour, 0.15), 40)
    pen.arc((134, 92, 466, 470), 210, 330, light(colour, 0.3), 10)
    for x, side in ((136, 1), (464, -1)):
        pen.box((x - 46, 262, x + 46, 446), colour, 44)
        pen.box((x + side * 26 - 18, 280, x + side * 26 + 18, 428), "#5a626c", 18)
        pen.box((x - side * 26 - 6, 296, x - side * 26 + 6, 410), light(colour, 0.4), 6)


def speaker(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 450, 440)
    pen.arc((200, 110, 400, 300), 180, 360, BLACK, 16)
    pen.box((90, 190, 510, 446), colour, 90)
    for x in (200, 400):
        pen.disc(x, 318, 88, dark(colour, 0.3))
        pen.disc(x, 318, 70, "#4a515c")
        pen.disc(x, 318, 30, light(colour, 0.4))
    for x in (260, 300, 340):
        pen.disc(x, 220, 9, light(colour, 0.6))


def charger(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 450, 320)
    for x in (256, 332):
        pen.box((x - 9, 120, x + 9, 200), "#aeb9c2", 9)
    pen.box((176, 180, 424, 446), light(colour, 0.7), 52)
    pen.box((196, 200, 214, 420), "#ffffff", 9)
    pen.box((250, 390, 350, 422), BLACK, 16)
    pen.shape([(316, 230), (256, 318), (296, 318), (282, 380), (346, 286), (306, 286)], "#f0b429")


def cable(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 456, 380)
    for radius in (140, 112, 84):
        pen.ring((300 - radius, 300 - radius, 300 + radius, 300 + radius), dark(colour, 0.1), 18)
        pen.ring(
            (300 - radius + 4, 300 - radius + 4, 300 + radius - 6, 300 + radius - 6), light(colour, 0.3), 4
        )
    pen.box((254, 410, 346, 446), BLACK, 10)
    for x, tail in ((150, 420), (450, 420)):
        pen.curve((300 + (x - 300) * 0.9, 330), (x, 380), (x, tail), dark(colour, 0.1), 18)
        pen.box((x - 22, 400, x + 22, 452), BLACK, 8)
        pen.box((x - 14, 448, x + 14, 472), "#c4ccd4", 5)


def powerbank(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 472, 260)
    pen.box((190, 100, 410, 470), dark(colour, 0.15), 38)
    pen.box((190, 100, 400, 462), colour, 36)
    pen.box((208, 126, 222, 430), light(colour, 0.5), 7)
    for x in range(260, 360, 28):
        pen.disc(x, 150, 7, "#5ad1ff")
    pen.shape([(318, 220), (262, 302), (298, 302), (284, 362), (344, 272), (308, 272)], "#f0b429")
    pen.box((250, 420, 350, 442), "#5a626c", 8)


def battery(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(300, 462, 420)
    for x, tone in ((150, "#e8a33d"), (250, "#e8a33d"), (350, "#e8a33d"), (450, "#e8a33d")):
        pen.box((x - 16, 128, x + 16, 164), "#c4ccd4", 6)
        pen.box((x - 42, 154, x + 42, 460), BLACK, 14)
        pen.box((x - 42, 168, x + 42, 270), tone, 12)
        pen.box((x - 30, 176, x - 18, 440), light(tone, 0.5), 6)
        pen.text(x + 6, 216, "+", 46, "#ffffff", 60)
        pen.shape(
            [(x + 10, 310), (x - 18, 366), (x + 2, 366), (x - 6, 410), (x + 24, 346), (x + 4, 346)], tone
        )


def bulb(pen: Pen, _: str, __: str) -> None:
    pen.shadow(300, 470, 160)
    pen.disc(300, 230, 190, light("#fff0b0", 0.35))
    pen.disc(300, 230, 150, "#fff0b0")
    pen.disc(300, 220, 116, "#ffd95a")
    pen.shape([(224, 296), (376, 296), (344, 376), (256, 376)], "#ffd95a")
    pen.box((252, 366, 348, 440), "#aeb9c2", 10)
    for y in (384, 406, 428):
        pen.line([(250, y + 5), (350, y - 5)], "#8a95a0", 7)
    pen.box((276, 436, 324, 462), BLACK, 10)
    pen.blob(254, 176, 34, 70, 35, "#fff6d8")


def lamp(pen: Pen, colour: str, _: str) -> None:
    pen.shadow(280, 466, 320)
    pen.shape([(330, 210), (470, 250), (500, 440), (250, 440)], light("#fff0b0", 0.2))
    pen.oval((170, 424, 390, 470), dark(colour, 0.15))
    pen.oval((170, 416, 390, 456), colour)
    pen.line([(280, 430), (200, 270), (330, 150)], dark(colour, 0.15), 18)
    pen.disc(200, 270, 19, BLACK)
    pen.shape([(300, 130), (360, 96), (480, 240), (320, 250)], colour)
    pen.oval((318, 218, 484, 268), "#ffe58a")
    pen.disc(332, 118, 26, dark(colour, 0.15))


ELECTRIC = {
    shape.__name__: shape
    for shape in (
        kettle, appliance, toaster, scale, iron, dryer, earbuds, headphones, speaker, charger, cable,
        powerbank, battery, bulb, lamp,
    )
}  # fmt: skip
