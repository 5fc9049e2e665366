/** 特别程序: what may stop a case's clock. */
export const suspensionKinds = ['专家评审', '现场勘查', '听证', '检验', '检测', '检疫', '鉴定', '招标', '拍卖'] as const;
