from idpwsp.foundation.history.comparing import compare, readable


def told(old, new):
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]", "skipped": "…"}
    return "".join(marks[each.kind].format(each.text) for each in compare(old, new))


def test_the_same_text_has_no_difference():
    assert compare("You have seven years.", "You have seven years.") == []


def test_a_changed_word_stands_beside_what_it_was():
    assert told("You have seven years.", "You have three years.") == "You have [-seven -][+three +]years."


def test_a_text_that_is_new_or_gone_is_shown_whole():
    assert told("", "All of it") == "[+All of it+]"
    assert told("All of it", "") == "[-All of it-]"


def test_chinese_is_compared_character_by_character():
    assert told("七年內申請", "三年內申請") == "[-七-][+三+]年內申請"


def test_what_is_far_from_a_change_is_left_out():
    before = " ".join(f"word{number}" for number in range(100))
    shown = told(before, before.replace("word50", "other"))
    assert "[-word50 -][+other +]" in shown
    assert "word49" in shown
    assert "word20" not in shown
    assert shown.startswith("…")


def test_line_ends_are_compared_too():
    assert told("one\ntwo", "one\nthree") == "one\n[-two-][+three+]"


def test_rich_text_is_read_as_lines_with_headings_points_and_addresses():
    html = '<h2>When</h2><p>Go to <a href="/help/">the list</a>.<br>Now.</p><ul><li><p>One</p></li></ul>'
    assert readable(html) == "## When\nGo to the list (/help/).\nNow.\n•\nOne"


def test_a_link_that_leads_elsewhere_is_a_difference():
    shown = told(readable('<p><a href="/help/">List</a></p>'), readable('<p><a href="/rights/">List</a></p>'))
    assert shown == "List [-(/help/)-][+(/rights/)+]"
