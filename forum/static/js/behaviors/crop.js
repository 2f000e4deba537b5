// Lets one choose the square of a picture by dragging it, with the arrow keys, and by a slider.
// Nothing is sent but three numbers, in pixels of the upright picture; without them the middle is
// taken.

const SIDE = 256; // pixels of the canvas, and of what is kept
const CLOSEST = 8; // times the picture can be enlarged
const STEP = 0.04; // of the square, for an arrow key

class Crop {
  constructor(canvas, picture) {
    this.canvas = canvas;
    this.picture = picture;
    this.widest = Math.min(picture.width, picture.height);
    this.centre();
  }

  centre() {
    this.side = this.widest;
    this.left = (this.picture.width - this.side) / 2;
    this.top = (this.picture.height - this.side) / 2;
    this.draw();
  }

  move(right, down) {
    this.left += right;
    this.top += down;
    this.draw();
  }

  zoom(times) {
    const side = this.widest / Math.min(CLOSEST, Math.max(1, times));
    const by = (this.side - side) / 2;
    this.side = side;
    this.move(by, by);
  }

  get times() {
    return this.widest / this.side;
  }

  draw() {
    const { picture, side } = this;
    this.left = Math.min(Math.max(0, this.left), picture.width - side);
    this.top = Math.min(Math.max(0, this.top), picture.height - side);
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, SIDE, SIDE);
    context.drawImage(picture, this.left, this.top, side, side, 0, 0, SIDE, SIDE);
  }
}

export default (form) => {
  const file = form.querySelector("input[type=file]");
  const box = form.querySelector("[data-part=crop]");
  const canvas = box.querySelector("canvas");
  const slider = box.querySelector("input[type=range]");
  const fields = ["left", "top", "side"].map((name) => form.elements[`crop_${name}`]);
  let crop = null;

  const note = () => {
    for (const [at, value] of [crop.left, crop.top, crop.side].entries()) {
      fields[at].value = Math.max(at === 2 ? 1 : 0, Math.floor(value));
    }
    slider.value = crop.times;
  };

  const change = (how) => {
    how();
    note();
  };

  const choose = async () => {
    crop = null;
    box.hidden = true;
    for (const field of fields) field.disabled = true;
    if (!file.files[0]) return;
    try {
      crop = new Crop(canvas, await createImageBitmap(file.files[0]));
    } catch {
      return; // no picture for this browser: the forum says what is wrong with it
    }
    for (const field of fields) field.disabled = false;
    box.hidden = false;
    note();
  };

  file.addEventListener("change", choose);
  slider.addEventListener("input", () => crop && change(() => crop.zoom(Number(slider.value))));
  canvas.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key]?.map((each) => each * crop.side * STEP);
    if (step) change(() => crop.move(...step));
    else if (event.key === "+") change(() => crop.zoom(crop.times * 1.1));
    else if (event.key === "-") change(() => crop.zoom(crop.times / 1.1));
    else return;
    event.preventDefault();
  });
  canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    const scale = crop.side / canvas.clientWidth; // of the picture's pixels to the screen's
    change(() => crop.move(-event.movementX * scale, -event.movementY * scale));
  });
  choose();
};
