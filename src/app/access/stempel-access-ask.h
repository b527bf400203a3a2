/* stempel-access-ask.h: asks before somebody or something is kept from coming in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "stempel-access-detail.h"
#include "stempel-dialog.h"

G_BEGIN_DECLS

/**
 * StempelAccessQuestion:
 * @title: the title of the dialog
 * @heading: the question, which names whom or what it is about
 * @sentence: what happens then
 * @button: the label of the button that does it, with mnemonic
 * @operation: what it does
 * @destructive: whether somebody is kept out by it
 * @done: (nullable): told in a toast when it was done
 * @then: (nullable): what to do with the reply instead of showing it and telling @done
 */
typedef struct
{
  const char       *title;
  const char       *heading;
  const char       *sentence;
  const char       *button;
  StempelOperation  operation;
  gboolean          destructive;
  const char       *done;
  void            (*then) (StempelAccessDetail *detail,
                           StempelRecord       *record);
} StempelAccessQuestion;

void stempel_access_ask (StempelAccessDetail         *detail,
                         const StempelAccessQuestion *question,
                         JsonNode                    *request);

G_END_DECLS
