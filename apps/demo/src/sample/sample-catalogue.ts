/** A product of the samples: its code, what it is called, and its price in thousandths of a pound. */
export type SampleProduct = readonly [stockCode: string, description: string, unitPriceMilli: number]

/** What the sample shop sells, the best sellers first. */
export const sampleProducts: readonly [SampleProduct, ...SampleProduct[]] = [
  ['10001', 'ENAMEL MILK JUG CREAM', 2_950],
  ['10002', 'BEESWAX CANDLE PAIR', 1_650],
  ['10003A', 'LINEN TEA TOWEL BLUE STRIPE', 3_250],
  ['10003B', 'LINEN TEA TOWEL RED STRIPE', 3_250],
  ['10004', 'PAPER STAR LANTERN', 850],
  ['10005', 'WOODEN BREAD BOARD', 6_750],
  ['10006', 'GLASS STORAGE JAR SMALL', 1_250],
  ['10007', 'GLASS STORAGE JAR LARGE', 2_450],
  ['10008', 'TIN WATERING CAN GREEN', 4_950],
  ['10009', 'WOVEN STORAGE BASKET', 5_450],
  ['10010', 'CERAMIC EGG CUP SET', 3_750],
  ['10011', 'COTTON BUNTING 5M', 4_250],
  ['10012', 'GARDEN TWINE IN TIN', 1_950],
  ['10013', 'POCKET NOTEBOOK PLAIN', 420],
  ['10014', 'POCKET NOTEBOOK DOTTED', 420],
  ['10015', 'PENCIL TIN 12 COLOURS', 2_100],
  ['10016', 'WOOL BLANKET GREY', 18_500],
  ['10017', 'DOORSTOP OWL', 5_950],
  ['10018', 'CAST IRON HOOK', 1_450],
  ['10019', 'BOTTLE OPENER BRASS', 2_350],
  ['10020', 'SET OF 3 CAKE TINS', 7_950],
  ['10021', 'PAPER NAPKINS 20 MEADOW', 650],
  ['10022', 'PICTURE FRAME OAK 10X15', 3_450],
  ['10023', 'MANTEL CLOCK', 14_950],
  ['10024', 'GIFT TAGS 12 KRAFT', 390],
  ['10025', 'RIBBON REEL 10M GOLD', 1_150],
  ['10026', 'SNOW GLOBE VILLAGE', 4_650],
  ['10027', 'TEA LIGHT HOLDER HEART', 1_250],
  ['10028', 'LUNCH BOX VINTAGE', 3_950],
  ['10029', 'HAND CREAM LAVENDER', 2_750],
  ['10030', 'WALL MIRROR ROUND', 12_750],
  ['10031', 'CHALKBOARD A4', 3_550],
  ['10032', 'PLANT POT TERRACOTTA', 1_350],
  ['10033', 'SEED PACKET SUNFLOWER', 295],
  ['10034', 'RECIPE BOX', 8_450],
  ['10035', 'APRON STRIPED', 6_250],
]

/** Carriage, charged on some orders: a service code. */
export const carriage: SampleProduct = ['POST', 'CARRIAGE', 6_000]

/** Where the sample customers are, the home market first. */
export const sampleCountries: readonly [string, ...string[]] = [
  'United Kingdom',
  'Ireland',
  'France',
  'Germany',
  'Netherlands',
  'Norway',
  'Portugal',
  'Japan',
]
