"""Addresses of feedback, surveys, scorecards and the satisfaction index."""

from django.urls import path

from everproof.customers.views import feedback, satisfaction, surveys
from everproof.kernel.ui import converters  # noqa: F401  (registers <reference:…>)

SURVEY = "surveys/<reference:reference>/"

SURVEY_PAGES = [
    path("feedback/", feedback.FeedbackList.as_view(), name="feedback_list"),
    path("feedback/new/", feedback.AddFeedback.as_view(), name="feedback_create"),
    path("feedback/<reference:reference>/", feedback.FeedbackPage.as_view(), name="feedback"),
    path("feedback/<reference:reference>/edit/", feedback.EditFeedback.as_view(), name="feedback_edit"),
    path("scorecards/", feedback.ScorecardList.as_view(), name="scorecard_list"),
    path("scorecards/new/", feedback.AddScorecard.as_view(), name="scorecard_create"),
    path("scorecards/<reference:reference>/", feedback.ScorecardPage.as_view(), name="scorecard"),
    path("scorecards/<reference:reference>/edit/", feedback.EditScorecard.as_view(), name="scorecard_edit"),
    path("satisfaction/", satisfaction.SatisfactionPage.as_view(), name="satisfaction"),
    path("survey-questions/", surveys.QuestionList.as_view(), name="survey_question_list"),
    path("survey-questions/new/", surveys.AddQuestion.as_view(), name="survey_question_create"),
    path("survey-questions/<reference:reference>/", surveys.QuestionPage.as_view(), name="survey_question"),
    path("survey-questions/<reference:reference>/edit/", surveys.EditQuestion.as_view(), name="survey_question_edit"),
    path("surveys/", surveys.SurveyList.as_view(), name="survey_list"),
    path("surveys/new/", surveys.AddSurvey.as_view(), name="survey_create"),
    path(SURVEY, surveys.SurveyPage.as_view(), name="survey"),
    path(f"{SURVEY}edit/", surveys.EditSurvey.as_view(), name="survey_edit"),
    path(f"{SURVEY}preview/", surveys.SurveyPreview.as_view(), name="survey_preview"),
    path(f"{SURVEY}results/", surveys.SurveyResults.as_view(), name="survey_results"),
    path(f"{SURVEY}links/", surveys.SurveyLinks.as_view(), name="survey_links"),
    path("survey-answers/<reference:reference>/", surveys.AnswerPage.as_view(), name="survey_answer"),
]
