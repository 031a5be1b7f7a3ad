"""The 政府信息公开工作年度报告 as numbers: its tables read by meaning, its relations, its text."""
