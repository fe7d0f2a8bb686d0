"""The worksheet functions: one declaration for Excel's wizard, the sheet and the documentation."""

from __future__ import annotations

from sop_addin.schema.labels import Label
from sop_addin.schema.worksheet_function import Argument, Function

__all__ = [
    "CATEGORY",
    "FUNCTIONS",
    "FUNCTIONS_SHEET",
    "HEADS",
    "WITHOUT_PYTHON",
]

CATEGORY = "S&OP"
"""Where Excel's function wizard lists them."""

FUNCTIONS_SHEET = "Functions"
"""The sheet that explains them; its examples are computed by Excel alone."""

WITHOUT_PYTHON = Label("needs the add-in in Excel", "需要在 Excel 中加载插件")
"""What an example shows where functions cannot run."""

HEADS = {
    "where": Label(
        "Type them in any cell of this book. They run in Excel for Windows, in a book made by"
        " `sop new`; the examples say where they cannot.",
        "可在本工作簿任意单元格输入。仅在 Windows 版 Excel 中、由 sop new 建立的工作簿内运行。",
    ),
    "answer": Label("answer", "结果"),
}
"""Words of that sheet."""

_YEAR = (120.0, 132.0, 128.0, 140.0, 151.0, 149.0, 160.0, 158.0, 171.0, 169.0, 180.0, 178.0)
_HISTORY = Argument(
    "history",
    Label(
        "Demand of closed months, oldest first: one row, one column, or a block with months down"
        " and one series a column. Blank is unknown, not 0.",
        "已关账月份的需求，最早在前：一行、一列，或按列排列的多个序列。空白不等于0。",
    ),
    _YEAR,
)
_HORIZON = Argument("horizon", Label("Months ahead, 1 to 60.", "预测月数，1至60。"), (6.0,))
_FORECAST = Argument(
    "forecast",
    Label("Forecast by month, units.", "各月预测，数量。"),
    (100.0, 110.0, 120.0, 130.0),
)
_ACTUAL = Argument(
    "actual",
    Label(
        "Actual demand of the same months; a month with a blank in either is left out.",
        "相同月份的实际需求；任一为空的月份不计。",
    ),
    (110.0, 100.0, 120.0, 125.0),
)
_DEMAND = Argument(
    "demand",
    Label("Demand by month, units.", "各月需求，数量。"),
    (1500.0, 1430.0, 1200.0, 1100.0, 1000.0, 970.0),
)
_DAYS = Argument(
    "days", Label("Working days by month.", "各月工作日。"), (22.0, 20.0, 20.0, 22.0, 22.0, 14.0)
)
_PRODUCTION = Argument(
    "production",
    Label("Production by month, units.", "各月生产，数量。"),
    (1320.0, 1200.0, 1200.0, 1320.0, 1320.0, 840.0),
)
_NET_OPENING = Argument(
    "opening",
    Label(
        "Opening stock less past due, units; for a backlog give it as a negative number.",
        "期初库存减逾期；积压以负数表示。",
    ),
    (200.0,),
)

FUNCTIONS: tuple[Function, ...] = (
    Function(
        "SOP_FORECAST",
        Label(
            "Statistical forecast, the same engine as the button Forecast.",
            "统计预测，与“预测”按钮相同。",
        ),
        (_HISTORY, _HORIZON),
        Label(
            "Units by month, laid out as the history. Give all families in one block for the"
            " digits of their pages, where no odd month or past activity was taken out.",
            "各月数量，排列与历史相同。",
        ),
        columns=6,
    ),
    Function(
        "SOP_FORECAST_BAND",
        Label("The band that holds 80 or 95 of 100 futures.", "预测区间：80%或95%的未来落在其中。"),
        (
            _HISTORY,
            _HORIZON,
            Argument(
                "level", Label("80 or 95; 80 if left out.", "80或95；默认80。"), (80.0,), True
            ),
        ),
        Label(
            "Lower and upper limit by month, units: two rows under a row, two columns a series.",
            "各月下限与上限：两行，或每序列两列。",
        ),
        rows=2,
        columns=6,
    ),
    Function(
        "SOP_FORECAST_INFO",
        Label(
            "How the forecast was made and how far off it would have been.",
            "预测方法及回测误差。",
        ),
        (
            _HISTORY,
            Argument(
                "last_month",
                Label(
                    "Month of the last number of the history, any date in it.",
                    "历史最后一个月，任意日期。",
                ),
                ("2026-02",),
            ),
        ),
        Label(
            "Down: method, months used, backtest error, last-year error (fractions), why.",
            "依次为：方法、使用月数、回测误差、去年误差（小数）、说明。",
        ),
        rows=5,
    ),
    Function(
        "SOP_WMAPE",
        Label("Weighted absolute error: sum of |F - A| over sum of A.", "加权绝对百分比误差。"),
        (_FORECAST, _ACTUAL),
        Label("A fraction; 0 is perfect.", "小数；0为完美。"),
        expected=(25 / 455,),
    ),
    Function(
        "SOP_BIAS",
        Label("Bias: sum of F - A over sum of A.", "偏差：（预测-实际）之和除以实际之和。"),
        (_FORECAST, _ACTUAL),
        Label("A fraction; positive means over-forecast.", "小数；正数表示预测偏高。"),
        expected=(5 / 455,),
    ),
    Function(
        "SOP_TRACKING",
        Label(
            "Tracking signal: sum of F - A over the mean of |F - A|.",
            "跟踪信号：累计偏差除以平均绝对偏差。",
        ),
        (_FORECAST, _ACTUAL),
        Label(
            "Beyond 4 or -4 the forecast is biased; positive means over-forecast.",
            "超过±4表示有偏；正数表示预测偏高。",
        ),
        expected=(0.8,),
    ),
    Function(
        "SOP_FVA",
        Label(
            "Value that a step adds: WMAPE before it less WMAPE after it.",
            "预测增值：步骤前误差减步骤后误差。",
        ),
        (
            _FORECAST,
            Argument(
                "before",
                Label(
                    "Forecast before the step, such as last year's month.",
                    "该步骤之前的预测，例如去年同月。",
                ),
                (90.0, 130.0, 120.0, 150.0),
            ),
            _ACTUAL,
        ),
        Label("A fraction; positive means the step helped.", "小数；正数表示有改进。"),
        expected=((75 - 25) / 455,),
    ),
    Function(
        "SOP_PHASE_IN",
        Label("Launch that sells like another item.", "参照相似物料的上市预测。"),
        (
            Argument(
                "like",
                Label("Forecast of the like item by month, units.", "参照物料的各月预测。"),
                (100.0, 100.0, 110.0, 120.0, 120.0, 130.0),
            ),
            Argument(
                "first",
                Label(
                    "Which of these months is the launch: 1 is the first; 0 or less is before.",
                    "上市在第几个月：1为首月；0或负数为更早。",
                ),
                (2.0,),
            ),
            Argument(
                "scale_percent",
                Label("Size in percent of the like item.", "规模，占参照物料的百分比。"),
                (50.0,),
            ),
            Argument(
                "ramp_months",
                Label("Months until it sells in full; 1 if left out.", "达到全量的月数；默认1。"),
                (4.0,),
                True,
            ),
        ),
        Label(
            "Units by month, laid out as the like item: the launch of the sheet NPI_Lifecycle.",
            "各月数量，排列与参照物料相同。",
        ),
        columns=6,
        expected=(0.0, 12.5, 27.5, 45.0, 60.0, 65.0),
    ),
    Function(
        "SOP_LEVEL_RATE",
        Label("Level production, units a working day.", "均衡生产，每工作日数量。"),
        (
            _DEMAND,
            _DAYS,
            _NET_OPENING,
            Argument(
                "target",
                Label(
                    "Wanted at the end of the last month, units; 0 if left out.",
                    "期末目标；默认0。",
                ),
                (200.0,),
                True,
            ),
        ),
        Label(
            "Left: the average rate that ends on the target and can stock out on the way; right:"
            " the lowest rate that never does.",
            "左：达到期末目标的平均日产率；右：不缺货的最低日产率。",
        ),
        columns=2,
        expected=(60.0, 65.0),
    ),
    Function(
        "SOP_CHASE",
        Label("Production that keeps the stock on target.", "追逐策略的产量。"),
        (
            _DEMAND,
            Argument(
                "target",
                Label(
                    "Wanted at the end of each month, units; one cell: the same every month.",
                    "各月末目标；单个单元格表示每月相同。",
                ),
                (300.0, 300.0, 250.0, 250.0, 200.0, 200.0),
            ),
            _NET_OPENING,
        ),
        Label("Units by month, laid out as the demand.", "各月数量，排列与需求相同。"),
        columns=6,
        expected=(1600.0, 1430.0, 1150.0, 1100.0, 950.0, 970.0),
    ),
    Function(
        "SOP_PROJ_INVENTORY",
        Label("Where a plan leads, make to stock.", "按库存生产：计划结果。"),
        (
            _DEMAND,
            _PRODUCTION,
            Argument("inventory", Label("Opening stock, units.", "期初库存。"), (240.0,)),
            Argument(
                "past_due",
                Label("Opening past due, units; 0 if left out.", "期初逾期；默认0。"),
                (40.0,),
                True,
            ),
        ),
        Label(
            "On hand and past due by month, units: two rows under a row, else two columns.",
            "各月库存与逾期：两行或两列。",
        ),
        rows=2,
        columns=6,
        expected=(
            *(20.0, 0.0, 0.0, 10.0, 330.0, 200.0),
            *(0.0, 210.0, 210.0, 0.0, 0.0, 0.0),
        ),
    ),
    Function(
        "SOP_PROJ_BACKLOG",
        Label("Where a plan leads, make to order.", "按订单生产：计划结果。"),
        (
            Argument(
                "bookings",
                Label("Orders booked by month, units.", "各月订单，数量。"),
                (400.0, 420.0, 450.0, 500.0, 480.0, 450.0),
            ),
            Argument(
                "production",
                Label("Production by month, units.", "各月生产，数量。"),
                (700.0, 700.0, 700.0, 700.0, 700.0, 700.0),
            ),
            Argument("backlog", Label("Opening order backlog, units.", "期初订单积压。"), (900.0,)),
            Argument(
                "finished",
                Label(
                    "Opening finished units awaiting shipment; 0 if left out.",
                    "期初待发成品；默认0。",
                ),
                (0.0,),
                True,
            ),
        ),
        Label(
            "Order backlog and finished units awaiting shipment by month: two rows under a row,"
            " else two columns.",
            "各月订单积压与待发成品：两行或两列。",
        ),
        rows=2,
        columns=6,
        expected=(
            *(600.0, 420.0, 450.0, 500.0, 480.0, 450.0),
            *(0.0, 100.0, 380.0, 630.0, 830.0, 1050.0),
        ),
    ),
    Function(
        "SOP_DAYS_SUPPLY",
        Label(
            "Working days of the next three months' demand that each position lasts.",
            "覆盖天数：按未来三个月需求计算。",
        ),
        (
            Argument(
                "position",
                Label("Stock at the end of each month, units.", "各月末库存。"),
                (300.0, 300.0, 250.0, 250.0, 200.0, 200.0),
            ),
            _DEMAND,
            _DAYS,
        ),
        Label(
            "Working days by month; blank where there is no demand ahead.",
            "各月覆盖工作日；无需求时为空。",
        ),
        columns=6,
    ),
)
"""In the order of the sheet."""
