/* stempel-enrol-page.c: a new member in a few seconds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "stempel-announce.h"
#include "stempel-button.h"
#include "stempel-enrol-page.h"
#include "stempel-error-text.h"
#include "stempel-form.h"
#include "stempel-text-field.h"

struct _StempelEnrolPage
{
  AdwBin          parent_instance;

  GtkWidget      *fields;
  GtkWidget      *given_name;
  GtkWidget      *card_number;
  GtkWidget      *problem;
  GtkWidget      *problem_label;
  GtkWidget      *duplicate_button;
  GtkWidget      *enrol_button;

  StempelForm    *form;           /* (owned) */
  char           *pin_policy;     /* (owned) (nullable) */
  StempelPress   *press;          /* (owned) (nullable): the last one */
  gboolean        edited;         /* since the last press */
  gint64          duplicate_id;
  gboolean        busy;
};

enum { SIGNAL_SUBMITTED, SIGNAL_DUPLICATE, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StempelEnrolPage, stempel_enrol_page, ADW_TYPE_BIN)

/**
 * stempel_enrol_page_set_busy:
 * @self: a page
 * @busy: whether the enrolment is under way
 */
void
stempel_enrol_page_set_busy (StempelEnrolPage *self, gboolean busy)
{
  g_return_if_fail (STEMPEL_IS_ENROL_PAGE (self));

  self->busy = busy;
  /* The focus must not go to the button that locks the terminal; this one does nothing while it is
   * busy. */
  if (busy)
    gtk_widget_grab_focus (self->enrol_button);
  gtk_widget_set_sensitive (self->fields, !busy);
  stempel_button_set_text (STEMPEL_BUTTON (self->enrol_button), busy ? _("Enrolling…")
                                                                     : _("E_nrol"));
}

static void
clear_problem (StempelEnrolPage *self)
{
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_visible (self->duplicate_button, FALSE);
  self->duplicate_id = 0;
}

/* Other words are another request, and that needs another key. */
static void
edited_cb (StempelEnrolPage *self)
{
  self->edited = TRUE;
  clear_problem (self);
}

static void
show_problem (StempelEnrolPage *self, const GError *error)
{
  g_autofree char *sentence = stempel_error_text (error);

  gtk_label_set_text (GTK_LABEL (self->problem_label), sentence);
  gtk_widget_set_visible (self->problem, TRUE);

  if (g_error_matches (error, STEMPEL_ERROR, STEMPEL_ERROR_DUPLICATE_CUSTOMER))
    {
      self->duplicate_id = stempel_error_get_fact_int (error, "customer_id", 0);
      gtk_widget_set_visible (self->duplicate_button, self->duplicate_id != 0);
      gtk_widget_grab_focus (self->duplicate_button);
    }

  stempel_announce (GTK_WIDGET (self), sentence);
}

/**
 * stempel_enrol_page_show_error:
 * @self: a page
 * @error: why the member was not enrolled
 *
 * Shows it beside the fields it is about, else below them. Another try sends the same press.
 */
void
stempel_enrol_page_show_error (StempelEnrolPage *self, const GError *error)
{
  g_return_if_fail (STEMPEL_IS_ENROL_PAGE (self));

  if (!stempel_form_show_error (self->form, error))
    show_problem (self, error);
}

static void
make_press (StempelEnrolPage *self)
{
  g_autoptr(JsonNode) particulars = stempel_form_get_request (self->form);
  g_autoptr(StempelPress) press = stempel_press_new_enrol (particulars, self->pin_policy);

  if (self->press != NULL)
    stempel_press_inherit (press, self->press);

  g_set_object (&self->press, press);
  self->edited = FALSE;
}

static void
submit_cb (StempelEnrolPage *self)
{
  if (self->busy)
    return;

  clear_problem (self);
  if (!stempel_form_validate (self->form))
    return;

  if (self->press == NULL || self->edited)
    make_press (self);

  g_signal_emit (self, signals[SIGNAL_SUBMITTED], 0, self->press);
}

static void
duplicate_clicked_cb (StempelEnrolPage *self)
{
  if (self->duplicate_id != 0)
    g_signal_emit (self, signals[SIGNAL_DUPLICATE], 0, self->duplicate_id);
}

static void
connect_enter (StempelEnrolPage *self)
{
  for (GtkWidget *field = gtk_widget_get_first_child (self->fields);
       field != NULL;
       field = gtk_widget_get_next_sibling (field))
    g_signal_connect_object (stempel_text_field_get_entry (STEMPEL_TEXT_FIELD (field)), "activate",
                             G_CALLBACK (submit_cb), self, G_CONNECT_SWAPPED);
}

/**
 * stempel_enrol_page_reset:
 * @self: a page
 * @pin_policy: (nullable): the strictest of the programs that the member will take part in
 *
 * Empties the form.
 */
void
stempel_enrol_page_reset (StempelEnrolPage *self, const char *pin_policy)
{
  g_autoptr(JsonObject) nothing = json_object_new ();

  g_return_if_fail (STEMPEL_IS_ENROL_PAGE (self));

  g_clear_object (&self->press);
  g_free (self->pin_policy);
  self->pin_policy = g_strdup (pin_policy);

  stempel_form_load (self->form, nothing);
  stempel_form_clear_errors (self->form);
  edited_cb (self);
}

/**
 * stempel_enrol_page_set_card_number:
 * @self: a page
 * @number: the number of a printed card, as scanned
 */
void
stempel_enrol_page_set_card_number (StempelEnrolPage *self, const char *number)
{
  g_return_if_fail (STEMPEL_IS_ENROL_PAGE (self));

  if (self->busy)
    return;

  stempel_text_field_set_text (STEMPEL_TEXT_FIELD (self->card_number), number);
  edited_cb (self);
}

/**
 * stempel_enrol_page_get_changed:
 * @self: a page
 *
 * Returns: whether something was typed that is not saved
 */
gboolean
stempel_enrol_page_get_changed (StempelEnrolPage *self)
{
  g_return_val_if_fail (STEMPEL_IS_ENROL_PAGE (self), FALSE);

  return stempel_form_get_changed (self->form);
}

static gboolean
stempel_enrol_page_grab_focus (GtkWidget *widget)
{
  StempelEnrolPage *self = STEMPEL_ENROL_PAGE (widget);
  GtkEntry *entry = stempel_text_field_get_entry (STEMPEL_TEXT_FIELD (self->given_name));

  return gtk_widget_grab_focus (GTK_WIDGET (entry));
}

static void
stempel_enrol_page_dispose (GObject *object)
{
  StempelEnrolPage *self = STEMPEL_ENROL_PAGE (object);

  g_clear_object (&self->form);
  gtk_widget_dispose_template (GTK_WIDGET (self), STEMPEL_TYPE_ENROL_PAGE);
  g_clear_object (&self->press);
  g_clear_pointer (&self->pin_policy, g_free);

  G_OBJECT_CLASS (stempel_enrol_page_parent_class)->dispose (object);
}

static void
stempel_enrol_page_class_init (StempelEnrolPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stempel_enrol_page_dispose;
  widget_class->grab_focus = stempel_enrol_page_grab_focus;

  /**
   * StempelEnrolPage::submitted:
   * @self: the page
   * @press: the enrolment; the same one as long as nothing was edited
   */
  signals[SIGNAL_SUBMITTED] =
    g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, STEMPEL_TYPE_PRESS);

  /**
   * StempelEnrolPage::duplicate:
   * @self: the page
   * @customer_id: the member who was enrolled before, and is to be shown
   */
  signals[SIGNAL_DUPLICATE] =
    g_signal_new ("duplicate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (STEMPEL_TYPE_BUTTON);
  g_type_ensure (STEMPEL_TYPE_TEXT_FIELD);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/lu/stempel/Stempel/ui/stempel-enrol-page.ui");
  gtk_widget_class_bind_template_child (widget_class, StempelEnrolPage, fields);
  gtk_widget_class_bind_template_child (widget_class, StempelEnrolPage, given_name);
  gtk_widget_class_bind_template_child (widget_class, StempelEnrolPage, card_number);
  gtk_widget_class_bind_template_child (widget_class, StempelEnrolPage, problem);
  gtk_widget_class_bind_template_child (widget_class, StempelEnrolPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, StempelEnrolPage, duplicate_button);
  gtk_widget_class_bind_template_child (widget_class, StempelEnrolPage, enrol_button);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
  gtk_widget_class_bind_template_callback (widget_class, duplicate_clicked_cb);
}

static void
stempel_enrol_page_init (StempelEnrolPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->form = stempel_form_new_within (self->fields);
  g_signal_connect_object (self->form, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  connect_enter (self);
}
