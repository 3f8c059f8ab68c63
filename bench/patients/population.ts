import { residentIdCheck } from '@xinglin/kernel/resident-id';

/** Small and repeatable; figures of two runs search the same people. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** The commonest surnames in order; the share of each falls as 1/(rank + 3), which gives 王 and 李 about 8 % each. */
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤';
const GIVEN =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志永春梅海燕云飞宇浩然子涵欣怡梓轩雨泽思佳琪晨阳俊辉鹏程琳莉倩雪婷慧颖博成立新胜利民生福贵荣昌德才学义忠良善庆安康宁远山川江河林森松柏竹菊莲凤凰龙虎彪';

const weights = [...SURNAMES].map((_, rank) => 1 / (rank + 3));
const sums = weights.map((_, rank) => weights.slice(0, rank + 1).reduce((sum, weight) => sum + weight, 0));
const total = sums.at(-1) ?? 0;
const rankOf = (share: number): number => sums.findIndex((sum) => share <= sum);

export interface MadeUpPerson {
  readonly name: string;
  readonly sex: 'male' | 'female';
  readonly bornOn: string;
  readonly identityNumber: string;
  readonly phone: string;
}

/** A township's people: names as common as they are, valid identity numbers of an area that is given to nobody. */
export function* people(count: number): Generator<MadeUpPerson> {
  const random = randomFrom(20_260_302);
  const pick = (letters: readonly string[]) => letters[Math.floor(random() * letters.length)] ?? '';
  const given = [...GIVEN];
  const surnames = [...SURNAMES];
  for (let index = 0; index < count; index++) {
    const surname = surnames[rankOf(random() * total)] ?? '王';
    // About one name in six has two characters.
    const name = surname + pick(given) + (random() < 0.83 ? pick(given) : '');
    const day = new Date(Date.UTC(1930, 0, 1 + Math.floor(random() * 35_000))).toISOString().slice(0, 10);
    const sex = random() < 0.5 ? 'male' : 'female';
    const sequence = Math.floor(random() * 499) * 2 + (sex === 'male' ? 1 : 0);
    // The area varies, because a day has only a thousand numbers in one.
    const area = 990_000 + (index % 9_999);
    const body = `${area}${day.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
    yield {
      name,
      sex,
      bornOn: day,
      identityNumber: body + residentIdCheck(body),
      phone: `1${30 + (index % 10)}${String(index * 7_919 + 13)
        .padStart(8, '0')
        .slice(-8)}`,
    };
  }
}
