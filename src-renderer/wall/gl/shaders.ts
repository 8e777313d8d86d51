import { SLOT_COLUMNS } from '../../../src-main/shared/sheets.ts';
import { MARKS, MISSING, SAVING, SELECTED } from '../marks.ts';

/** One quad a cell, four corners each. All lengths are in pixels of the canvas. */
export const VERTEX = `#version 300 es
layout(location = 0) in vec2 origin;
layout(location = 1) in vec2 target;
// Slot, width and height of its picture.
layout(location = 2) in uvec4 slot;
// Mark and flags.
layout(location = 3) in uvec2 state;

uniform float share;
uniform vec2 camera;
// Distance from cell to cell, and the size of one: they differ while a wall changes its shape.
uniform vec2 pitch;
uniform vec2 cell;
uniform vec2 canvas;
uniform float gap;
// Size of a slot and of its sheet; of a picture of its own, both are the picture's.
uniform vec2 slotSize;
uniform vec2 sheetSize;
uniform bool alone;
// Width of a cell below which the wall is seen from afar.
uniform float afar;

out vec2 at;
flat out uvec2 said;
flat out float margin;
flat out vec4 box;
flat out vec2 texel;
flat out vec2 start;
flat out vec2 first;
flat out vec2 last;

void main() {
  at = vec2(gl_VertexID & 1, (gl_VertexID >> 1) & 1) * cell;
  said = state;
  vec2 place = (mix(origin, target, share) - camera) * pitch + at;
  gl_Position = vec4(place / canvas * 2.0 - 1.0, 0.0, 1.0) * vec4(1.0, -1.0, 1.0, 1.0);

  // Seen from afar only what is out of the ordinary gets edges: the others are all picture.
  bool plain = state.x == ${MARKS.none}u || state.x == ${MARKS.normal}u || state.x == ${MARKS.agreed}u;
  margin = plain && cell.x < afar ? 0.0 : gap;
  vec2 picture = alone ? slotSize : vec2(slot.yz);
  vec2 room = cell - 2.0 * margin;
  // From afar a picture fills its cell: slits of ground between shapes would be all that one sees.
  vec2 shown = cell.x < afar ? room : picture * min(room.x / picture.x, room.y / picture.y);
  box = vec4((cell - shown) * 0.5, shown);
  vec2 stands = alone ? vec2(0.0) : vec2(slot.x % ${SLOT_COLUMNS}u, slot.x / ${SLOT_COLUMNS}u) * slotSize;
  texel = picture / shown / sheetSize;
  start = stands / sheetSize;
  first = (stands + 0.5) / sheetSize;
  last = (stands + picture - 0.5) / sheetSize;
}
`;

/**
 * Colours the pixels. Two programs, for where there is no graphics card every line costs: from afar
 * there is neither room for signs and rims nor time for them, 14,000 times a frame.
 */
export const fragment = (near: boolean): string => `#version 300 es
#define NEAR ${Number(near)}
precision mediump float;
precision highp int;

uniform sampler2D sheet;
uniform highp vec2 cell;
// Is the sheet there?
uniform bool loaded;
// Width of the sign on an image, 0 where images are too small for one.
uniform float badge;
uniform bool solid;
uniform bool dimming;
uniform vec3 ground;
uniform vec3 well;
uniform vec3 ink;
// By mark.
uniform vec3 colours[7];

in highp vec2 at;
flat in uvec2 said;
flat in highp float margin;
flat in highp vec4 box;
flat in highp vec2 texel;
flat in highp vec2 start;
flat in highp vec2 first;
flat in highp vec2 last;
out vec4 colour;

#if NEAR
// Below nought inside the sign of a mark; p runs from -1 to 1.
float shape(uint mark, vec2 p) {
  if (mark == ${MARKS.normal}u) return length(p) - 0.72;
  if (mark == ${MARKS.leak}u) return max(abs(p.x) * 1.15 - (p.y + 0.9) * 0.5, p.y - 0.72);
  if (mark == ${MARKS.unsure}u) return (abs(p.x) + abs(p.y) - 0.95) * 0.7;
  if (mark == ${MARKS.agreed}u) return abs(p.y) - 0.16 + max(0.0, abs(p.x) - 0.7);
  vec2 q = vec2(p.x + p.y, p.x - p.y) * 0.707;
  return max(min(abs(q.x), abs(q.y)) - 0.2, max(abs(q.x), abs(q.y)) - 0.95);
}

#endif

// Which edges of a cell a mark draws: left and right, top and bottom.
bool edge(uint mark, vec2 inner, vec2 outer) {
  bool left = inner.x < margin, right = outer.x < margin;
  bool top = inner.y < margin, bottom = outer.y < margin;
  if (mark == ${MARKS.leak}u || mark == ${MARKS.missed}u) return left || right || top || bottom;
  if (mark == ${MARKS.unsure}u) return left || right;
  if (mark == ${MARKS['false-alarm']}u) return top || bottom;
  if (mark == ${MARKS.normal}u || mark == ${MARKS.agreed}u) return bottom;
  return false;
}

void main() {
  highp vec2 inside = at - box.xy;
  highp vec2 beyond = cell - at;
  // Before any branch: the size of the picture on the screen follows from its neighbours' places.
  vec3 pixel = texture(sheet, clamp(start + inside * texel, first, last)).rgb;
  uint mark = said.x;
  bool selected = (said.y & ${SELECTED}u) != 0u;
  bool missing = (said.y & ${MISSING}u) != 0u;
  bool pictured = inside.x >= 0.0 && inside.y >= 0.0 && inside.x < box.z && inside.y < box.w;

  if (pictured) {
    if (missing || !loaded) {
      pixel = well;
#if NEAR
      // A file that is gone is crossed out; one whose sheet is on its way is only blank.
      vec2 p = inside / box.zw;
      float wide = 1.2 / max(box.z, 1.0);
      if (missing && (abs(p.x - p.y) < wide || abs(p.x + p.y - 1.0) < wide)) pixel = ink;
#endif
    }
#if NEAR
    if (selected) {
      vec2 rim = min(inside, box.zw - inside);
      float depth = min(rim.x, rim.y);
      float wide = clamp(box.z * 0.05, 1.5, 4.0);
      if (depth < wide) pixel = ink;
      else if (depth < wide * 1.6) pixel = ground;
    }
#endif
  } else if (edge(mark, at, beyond) && mark != 0u) {
    pixel = colours[mark];
  } else if (selected && margin > 1.5) {
    pixel = ink;
  } else {
    discard;
  }

#if NEAR
  if (badge > 0.0 && mark != 0u) {
    highp vec2 corner = vec2(box.x, box.y + box.w) + vec2(0.62, -0.62) * badge;
    vec2 p = (at - corner) / (badge * 0.5);
    if (length(p) < 1.25) {
      float d = shape(mark, p);
      bool filled = solid || mark >= ${MARKS.agreed}u;
      float soft = 2.0 / badge;
      float halo = 1.0 - smoothstep(0.16, 0.16 + soft, d);
      float body = 1.0 - smoothstep(-soft, 0.0, d);
      if (!filled) body *= smoothstep(-0.34 - soft, -0.34, d);
      pixel = mix(pixel, ground, halo);
      pixel = mix(pixel, colours[mark], body);
    }
  }
#endif
  if (dimming && !selected) pixel = mix(pixel, ground, 0.5);
  if ((said.y & ${SAVING}u) != 0u && mod(at.x + at.y, 6.0) < 1.5) pixel = ground;
  colour = vec4(pixel, 1.0);
}
`;
